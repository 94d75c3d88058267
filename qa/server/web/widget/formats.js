/** Dates, percentages and durations in the format of a language. */

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
