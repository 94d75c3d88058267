/** The page of insights: counts what is chosen for an eval set, and erases questions. */

import { api } from "./api.js";
import { announce, element } from "./elements.js";

const chosen = document.getElementById("chosen");
const boxes = [...document.querySelectorAll("input[name=id]")];

/** A question may stand in several lists; it is chosen once. */
function onChoice(event) {
  const { value, checked } = event.target;
  for (const box of boxes) if (box.value === value) box.checked = checked;
  showChosen();
}

function showChosen() {
  const count = new Set(boxes.filter((box) => box.checked).map((box) => box.value)).size;
  chosen.textContent = count ? `${count} chosen` : "Tick questions to choose them.";
}

async function erase(row) {
  const question = row.querySelector("label span").textContent;
  if (!(await isConfirmed(question))) return row.querySelector("[data-action=erase]").focus();
  try {
    await api("POST", "/insights/erase", { id: row.dataset.id });
  } catch (error) {
    row.querySelector(".problem")?.remove();
    row.append(element("p", { className: "problem", textContent: error.message }));
    return announce(error.message);
  }
  for (const one of document.querySelectorAll(`[data-id="${row.dataset.id}"]`)) one.remove();
  announce(`Erased: ${question}`);
  document.querySelector("h1").focus();
}

/** Asks the person to confirm that a question is erased. */
async function isConfirmed(question) {
  const dialog = document.getElementById("confirm");
  document.getElementById("confirm-what").replaceChildren("Erase ", element("bdi", { textContent: question }), "?");
  dialog.returnValue = "keep";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  return dialog.returnValue === "delete";
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action=erase]");
  if (button) erase(button.closest("[data-id]"));
});
for (const box of boxes) box.addEventListener("change", onChoice);
for (const actions of document.querySelectorAll("li .actions")) actions.hidden = false;
showChosen();
