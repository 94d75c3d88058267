/** Competing claims side by side: what the sources say where they do not agree. */

import { h } from "./dom.js";
import { name } from "./text.js";
import { dated } from "./words.js";

/** A table of claims; `reference` makes the link to a citation. Roles are spelt out for where it is laid out anew. */
export function claimsTable(claims, words, reference) {
  const heads = [words.value, words.saidBy, words.firmness, words.when, words.cited];
  const head = h("tr", { role: "row" }, ...heads.map((text) => h("th", { scope: "col", role: "columnheader" }, text)));
  const rows = claims.map((claim) => claimRow(claim, words, reference));
  return h(
    "table",
    { class: "claims", role: "table" },
    h("caption", {}, words.disagree),
    h("thead", { role: "rowgroup" }, head),
    h("tbody", { role: "rowgroup" }, ...rows),
  );
}

function claimRow(claim, words, reference) {
  return h(
    "tr",
    { role: "row" },
    h("th", { scope: "row", role: "rowheader" }, name(claim.value)),
    cell("who", claim.said_by ? name(claim.said_by) : words.unnamed),
    cell("firmness", words.stances[claim.stance] ?? claim.stance),
    cell("when", dated(claim.published, words)),
    cell("cited", ...claim.citations.map(reference)),
  );
}

function cell(kind, ...children) {
  return h("td", { role: "cell", class: kind }, ...children);
}
