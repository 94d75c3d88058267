/** Makes elements without ever parsing text as markup. */

/** An element with attributes (`on...` listens; null, undefined and false are left out) and children. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

const SVG = "http://www.w3.org/2000/svg";

/** An icon that is hidden from screen readers; `path` is drawn in a square of 24. */
export function icon(path) {
  const shape = { viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" };
  const line = fill(document.createElementNS(SVG, "path"), { d: path }, []);
  return fill(document.createElementNS(SVG, "svg"), shape, [line]);
}

/** A button that submits nothing. */
export function button(attributes, ...children) {
  return h("button", { type: "button", ...attributes }, ...children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}
