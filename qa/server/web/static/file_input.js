/** The ways to choose files: pick new documents, pick a replacement for one, or drop files on the page. */

const form = document.getElementById("upload");
const picker = document.getElementById("files");
const replacement = document.getElementById("replacement");

/** Calls `use(files)` with files that were picked or dropped as new documents. */
export function onNewFiles(use) {
  picker.addEventListener("change", () => use(pickedFiles(picker)));
  for (const type of ["dragenter", "dragover"]) {
    document.addEventListener(type, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      form.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    form.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    use([...event.dataTransfer.files]);
  });
}

/** Lets the person pick the file that replaces a document, and calls `use(files)`. */
export function pickReplacement(use) {
  replacement.onchange = () => use(pickedFiles(replacement));
  replacement.click();
}

/** The files that were picked; the input is emptied, so that the same file can be picked again. */
function pickedFiles(input) {
  const files = [...input.files];
  input.value = "";
  return files;
}
