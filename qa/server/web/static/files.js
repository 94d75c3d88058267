/** Text files as the index takes them: UTF-8, or UTF-16 with its mark. What is refused, `qa ingest` refuses so too. */

const MOST_BYTES = 32_000_000;
const MARKDOWN = /\.(md|markdown)$/i;
const SUPPORTED = ["", ".txt", ".text", ".md", ".markdown"];
const SAVE_AS_UTF8 = "Save it as UTF-8 text.";
/** How files begin that are often given a wrong name. */
const OTHERS = { "%PDF-": "a PDF document", "PK\x03\x04": "a zip archive or an office document" };

/** The text of a file and the format of its blocks. Throws an error whose message is for people. */
export async function readText(file) {
  const suffix = /[^.]\.*(\.[^.]+)$/.exec(file.name)?.[1].toLowerCase() ?? "";
  if (!SUPPORTED.includes(suffix)) {
    throw new Error(
      `Files ending in ${suffix} are not supported. ` +
        "Text (.txt, .text or no suffix) and Markdown (.md, .markdown) are: save it as one of them.",
    );
  }
  if (file.size > MOST_BYTES) throw new Error("The file is longer than 32 MB. Divide it, or use qa ingest.");
  const text = decoded(new Uint8Array(await file.arrayBuffer()));
  if (!text.trim()) throw new Error("The file holds no text. Leave it out, or put text into it.");
  return { text, format: MARKDOWN.test(file.name) ? "markdown" : "text" };
}

function decoded(bytes) {
  const start = String.fromCharCode(...bytes.subarray(0, 5));
  for (const [magic, name] of Object.entries(OTHERS)) {
    if (start.startsWith(magic)) throw new Error(`The file is ${name}, not text. ${SAVE_AS_UTF8}`);
  }
  const [first, second] = bytes;
  const encoding = { "255,254": "utf-16le", "254,255": "utf-16be" }[`${first},${second}`] ?? "utf-8";
  let text;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`The file is not ${encoding === "utf-8" ? "UTF-8" : "UTF-16"} text. ${SAVE_AS_UTF8}`);
  }
  if (text.includes("\0")) throw new Error(`The file is binary: it holds NUL characters. ${SAVE_AS_UTF8}`);
  return text;
}
