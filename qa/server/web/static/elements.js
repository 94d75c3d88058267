/** Elements of the page, and announcements to screen readers. */

/** A new element with properties and children. */
export function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  if (properties["aria-label"]) made.setAttribute("aria-label", properties["aria-label"]);
  made.append(...children);
  return made;
}

/** Has screen readers speak a text. */
export function announce(text) {
  document.getElementById("status").textContent = text;
}
