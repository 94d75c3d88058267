/** The texts of the widget, by language. */

const LANGUAGES = {};

/** Adds a language: its code and its texts. */
export function addLanguage(code, words) {
  LANGUAGES[code] = { code, ...words };
}

/** Whether there are texts for a language such as `de-AT`. */
export function hasLanguage(lang) {
  return primary(lang) in LANGUAGES;
}

/** The texts of a language; English if there are none. */
export function wordsOf(lang) {
  return LANGUAGES[primary(lang)] ?? LANGUAGES.en;
}

/** A date such as `2024-11-05` in the format of a language; any other text unchanged. */
export function formatDate(published, words) {
  const time = /^\d{4}-\d\d-\d\d/.test(published ?? "") ? Date.parse(published) : NaN;
  if (Number.isNaN(time)) return published ?? "";
  return new Intl.DateTimeFormat(words.code, { dateStyle: "medium", timeZone: "UTC" }).format(time);
}

/** 0.57 as a percentage, at most 99%: no answer is certain. */
export function formatPercent(probability, words) {
  const shown = Math.min(probability, 0.99);
  return new Intl.NumberFormat(words.code, { style: "percent", maximumFractionDigits: 0 }).format(shown);
}

/** A number of seconds as a text such as `40 seconds` or `13 hours`. */
export function formatDuration(seconds, words) {
  const [size, unit] = seconds > 5400 ? [3600, "hour"] : seconds > 90 ? [60, "minute"] : [1, "second"];
  const style = { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 };
  return new Intl.NumberFormat(words.code, style).format(Math.ceil(seconds / size));
}

function primary(lang) {
  return (lang ?? "").toLowerCase().split(/[-_]/)[0];
}
