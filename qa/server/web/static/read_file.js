/** Reads text files: UTF-8, or UTF-16 with a byte order mark. Refuses the same files as `qa ingest`, in the same words. */

const MAX_BYTES = 32_000_000;
const MARKDOWN = /\.(md|markdown)$/i;
const SUPPORTED = ["", ".txt", ".text", ".md", ".markdown"];
const SAVE_AS_UTF8 = "Save it as UTF-8 text.";
/** The first characters of other kinds of files, which often have a wrong suffix. */
const OTHER_KINDS = { "%PDF-": "a PDF document", "PK\x03\x04": "a zip archive or an office document" };

/** The text of a file and its format. Throws an error whose message is for people. */
export async function readText(file) {
  const suffix = /[^.]\.*(\.[^.]+)$/.exec(file.name)?.[1].toLowerCase() ?? "";
  if (!SUPPORTED.includes(suffix)) {
    throw new Error(
      `Files ending in ${suffix} are not supported. ` +
        "Text (.txt, .text or no suffix) and Markdown (.md, .markdown) are: save it as one of them.",
    );
  }
  if (file.size > MAX_BYTES) throw new Error("The file is longer than 32 MB. Divide it, or use qa ingest.");
  const text = decode(new Uint8Array(await file.arrayBuffer()));
  if (!text.trim()) throw new Error("The file holds no text. Leave it out, or put text into it.");
  return { text, format: MARKDOWN.test(file.name) ? "markdown" : "text" };
}

function decode(bytes) {
  const start = String.fromCharCode(...bytes.subarray(0, 5));
  for (const [magic, name] of Object.entries(OTHER_KINDS)) {
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
