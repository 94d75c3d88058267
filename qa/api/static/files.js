/** Text files as the index takes them: UTF-8, or UTF-16 with its mark; anything else is refused with the reason. */

const MOST_BYTES = 32_000_000;
const MARKDOWN = /\.(md|markdown)$/i;

/** The text of a file and the format of its blocks. Throws an error whose message is for people. */
export async function readText(file) {
  if (file.size > MOST_BYTES) throw new Error("longer than 32 MB; divide it, or use qa ingest");
  const text = decoded(new Uint8Array(await file.arrayBuffer()));
  if (text.includes("\0")) throw new Error("no text file");
  if (!text.trim()) throw new Error("holds no text");
  return { text, format: MARKDOWN.test(file.name) ? "markdown" : "text" };
}

function decoded(bytes) {
  const [first, second] = bytes;
  const encoding = { "255,254": "utf-16le", "254,255": "utf-16be" }[`${first},${second}`] ?? "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Error("no text in UTF-8; save it as such");
  }
}
