/** A key that leads to the conversation from anywhere on its page, such as `mod+k` or `/`; `mod` is Cmd on a Mac, else Ctrl. */

const IS_MAC = /mac|iphone|ipad/i.test(navigator.platform);

/** The key that a text names, `{key, mod, alt, shift}`; null for an empty text and for `none`. */
export function parsedKey(text) {
  const parts = text.toLowerCase().split("+").map((part) => part.trim());
  const key = parts.pop();
  if (!key || key === "none") return null;
  const has = (...names) => names.some((name) => parts.includes(name));
  return { key, mod: has("mod", "cmd", "ctrl"), alt: has("alt"), shift: has("shift") };
}

/** Whether a key was pressed; one without a modifier belongs to whoever is typing. */
export function isPressed({ key, mod, alt, shift }, event) {
  if (event.defaultPrevented || event.isComposing || event.key.toLowerCase() !== key) return false;
  if ((IS_MAC ? event.metaKey : event.ctrlKey) !== mod || (IS_MAC ? event.ctrlKey : event.metaKey) || event.altKey !== alt) return false;
  if (mod || alt) return event.shiftKey === shift;
  const target = event.composedPath()[0];
  return !(target.isContentEditable || /^(input|textarea|select)$/.test(target.localName));
}

/** A key as a person reads it, such as `⌘K` or `Ctrl+K`. */
export function shownKey({ key, mod, alt, shift }) {
  const names = [mod && (IS_MAC ? "⌘" : "Ctrl"), alt && (IS_MAC ? "⌥" : "Alt"), shift && (IS_MAC ? "⇧" : "Shift"), key.toUpperCase()];
  return names.filter(Boolean).join(IS_MAC ? "" : "+");
}

/** The same for `aria-keyshortcuts`. */
export function ariaKey({ key, mod, alt, shift }) {
  const names = [mod && (IS_MAC ? "Meta" : "Control"), alt && "Alt", shift && "Shift", key.toUpperCase()];
  return names.filter(Boolean).join("+");
}
