/** The key that a service may ask for: entered once a tab, sent with every call of our pages. */

const NAME = "sourceline-key";
const form = document.getElementById("key");

/** Headers that carry the key, if there is one. */
export function keyHeaders() {
  const key = sessionStorage.getItem(NAME);
  return key ? { Authorization: `Bearer ${key}` } : {};
}

/** Ask for a key, after a call was refused for want of one. */
export function askForKey() {
  form.hidden = false;
}

function hand() {
  const key = sessionStorage.getItem(NAME);
  for (const chat of document.querySelectorAll("sourceline-chat")) if (key) chat.setAttribute("key", key);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = document.getElementById("key-field");
  sessionStorage.setItem(NAME, field.value.trim());
  field.value = "";
  form.hidden = true;
  hand();
});
document.addEventListener("sourceline-failure", ({ detail }) => {
  if (detail.kind === "key" || detail.kind === "origin") askForKey();
});
hand();
