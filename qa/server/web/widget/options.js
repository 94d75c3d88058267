/** What the owner of a page chose by attributes for a conversation: its greeting, a logo, suggestions. */

/** The names of the collections that an element asks: one, or several that commas separate. */
export function collectionsOf(element) {
  const names = (element.getAttribute("collections") ?? "").split(",").map((name) => name.trim()).filter(Boolean);
  return names.length ? [...new Set(names)] : [element.getAttribute("collection") || "default"];
}

/** The texts with the element's own greeting, its logo and its suggestions. */
export function optionsOf(element, words) {
  return {
    words: { ...words, welcome: element.getAttribute("greeting") || words.welcome },
    logo: pictureAddress(element.getAttribute("logo")),
    suggestions: suggestionsOf(element.getAttribute("suggestions")),
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
