/** What the widget says, by language. */

const LANGUAGES = {};

/** Add a language: its code and its words. */
export function speak(code, words) {
  LANGUAGES[code] = { code, ...words };
}

/** Whether there are words for a language, such as `de-AT`. */
export function spoken(lang) {
  return primary(lang) in LANGUAGES;
}

/** The words of a language; English where there are none. */
export function wordsOf(lang) {
  return LANGUAGES[primary(lang)] ?? LANGUAGES.en;
}

/** `2024-11-05` as it is written in a language; anything else as it is. */
export function dated(published, words) {
  const time = /^\d{4}-\d\d-\d\d/.test(published ?? "") ? Date.parse(published) : NaN;
  if (Number.isNaN(time)) return published ?? "";
  return new Intl.DateTimeFormat(words.code, { dateStyle: "medium", timeZone: "UTC" }).format(time);
}

/** 0.57 as a percentage; never 100, which would be a promise. */
export function percent(probability, words) {
  const shown = Math.min(probability, 0.99);
  return new Intl.NumberFormat(words.code, { style: "percent", maximumFractionDigits: 0 }).format(shown);
}

/** Seconds in words: `40 seconds`, `13 hours`. */
export function duration(seconds, words) {
  const [size, unit] = seconds > 5400 ? [3600, "hour"] : seconds > 90 ? [60, "minute"] : [1, "second"];
  const style = { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 };
  return new Intl.NumberFormat(words.code, style).format(Math.ceil(seconds / size));
}

function primary(lang) {
  return (lang ?? "").toLowerCase().split(/[-_]/)[0];
}
