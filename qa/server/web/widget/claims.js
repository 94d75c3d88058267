/** Competing claims side by side: what the sources say where they do not agree. */

import { h } from "./dom.js";
import { name } from "./text.js";
import { dated } from "./words.js";

/** A table of claims, each `{claim, references}`. Roles are spelt out for where it is laid out anew. */
export function claimsTable(claims, words) {
  const heads = [words.value, words.saidBy, words.firmness, words.when, words.cited];
  const head = h("tr", { role: "row" }, ...heads.map((text) => h("th", { scope: "col", role: "columnheader" }, text)));
  const rows = claims.map(({ claim, references }) => claimRow(claim, words, references));
  return h(
    "table",
    { class: "claims", role: "table" },
    h("caption", {}, words.disagree),
    h("thead", { role: "rowgroup" }, head),
    h("tbody", { role: "rowgroup" }, ...rows),
  );
}

function claimRow(claim, words, references) {
  return h(
    "tr",
    { role: "row" },
    h("th", { scope: "row", role: "rowheader" }, name(claim.value)),
    cell("who", claim.said_by ? name(claim.said_by) : words.unnamed),
    cell("firmness", words.stances[claim.stance] ?? claim.stance),
    cell("when", dated(claim.published, words)),
    cell("cited", ...references),
  );
}

/** The same as a sentence, for whoever hears it. */
export function claimsTold(claims, words) {
  const told = claims.map(({ value, said_by: who }) => (who ? `${value} (${who})` : value));
  return `${words.disagree}: ${told.join("; ")}.`;
}

function cell(kind, ...children) {
  return h("td", { role: "cell", class: kind }, ...children);
}
