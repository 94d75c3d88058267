/** The texts of the widget, by language. */

const LANGUAGES = {};

/** Adds texts to a language by its code. */
export function addLanguage(code, words) {
  LANGUAGES[code] = { ...LANGUAGES[code], ...words, code };
}

/** Whether there are texts for a language such as `de-AT`. */
export function hasLanguage(lang) {
  return primary(lang) in LANGUAGES;
}

/** The texts of a language; English if there are none. */
export function wordsOf(lang) {
  return LANGUAGES[primary(lang)] ?? LANGUAGES.en;
}

function primary(lang) {
  return (lang ?? "").toLowerCase().split(/[-_]/)[0];
}
