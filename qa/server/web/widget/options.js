/** What the owner of a page chose by attributes: texts, a logo, a colour, suggestions, a key. */

import { parsedKey } from "./hotkey.js";

/** The names of the collections that an element asks: one, or several that commas separate. */
export function collectionsOf(element) {
  const names = (element.getAttribute("collections") ?? "").split(",").map((name) => name.trim()).filter(Boolean);
  return names.length ? [...new Set(names)] : [element.getAttribute("collection") || "default"];
}

/** The element's own texts in place of those of the language, its logo, suggestions and key. */
export function optionsOf(element, words) {
  const said = (name, other) => element.getAttribute(name) || other;
  const title = said("title", words.title);
  return {
    words: { ...words, title, open: said("title", words.open), welcome: said("greeting", words.welcome), placeholder: said("placeholder", words.placeholder) },
    logo: pictureAddress(element.getAttribute("logo")),
    suggestions: suggestionsOf(element.getAttribute("suggestions")),
    hotkey: parsedKey(element.getAttribute("hotkey") ?? (element.hasAttribute("launcher") ? "mod+k" : "")),
  };
}

/** `"auto"`, or the questions of a text in which `|` or a line break separates them. */
function suggestionsOf(text) {
  const given = (text ?? "").trim();
  return given === "auto" ? given : given.split(/[|\n]/).map((one) => one.trim()).filter(Boolean);
}

/** The address of a picture, which a page may give relative to itself; null if it is none. */
function pictureAddress(url) {
  if (!url || !URL.canParse(url, location.href)) return null;
  const { protocol, href } = new URL(url, location.href);
  return ["https:", "http:", "data:", "blob:"].includes(protocol) ? href : null;
}

/** A style sheet for the owner's colour, which is made darker or lighter until it can be read on the paper. */
export function colorSheet(color) {
  const sheet = new CSSStyleSheet();
  if (!color || !CSS.supports("color", color)) return sheet;
  const shade = (lightness) => `oklch(from ${color} ${lightness} c h)`;
  sheet.replaceSync(`.shell { --own-accent: light-dark(${shade("min(l, 0.5)")}, ${shade("max(l, 0.78)")}); }`);
  return sheet;
}
