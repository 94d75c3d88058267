/** Parts of the page: making them, and saying a line to screen readers. */

/** A new element with properties and children. */
export function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  if (properties["aria-label"]) made.setAttribute("aria-label", properties["aria-label"]);
  made.append(...children);
  return made;
}

/** Has screen readers say a text. */
export function say(text) {
  document.getElementById("status").textContent = text;
}
