/** How files come to the page of documents: picked as new ones, picked in place of one, or dropped. */

const form = document.getElementById("upload");
const picker = document.getElementById("files");
const instead = document.getElementById("instead");

/** Calls `take(files)` for files picked or dropped as documents of their own names. */
export function onFiles(take) {
  picker.addEventListener("change", () => take(picked(picker)));
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
    take([...event.dataTransfer.files]);
  });
}

/** Has a person pick what replaces a document, and calls `take(files)`. */
export function pickInstead(take) {
  instead.onchange = () => take(picked(instead));
  instead.click();
}

/** The files that were picked, which may be picked again. */
function picked(input) {
  const files = [...input.files];
  input.value = "";
  return files;
}
