/** A table of competing claims: the values on which the sources disagree. */

import { h } from "./dom.js";
import { isolatedText } from "./text.js";
import { formatDate } from "./formats.js";

/** A table of claims, each `{claim, references}`. Explicit roles keep it a table where CSS changes its layout. */
export function claimsTable(claims, words) {
  const isDated = claims.some(({ claim }) => claim.published);
  const heads = [words.value, words.saidBy, words.firmness, ...(isDated ? [words.when] : []), words.cited];
  const head = h("tr", { role: "row" }, ...heads.map((text) => h("th", { scope: "col", role: "columnheader" }, text)));
  const rows = claims.map(({ claim, references }) => claimRow(claim, words, references, isDated));
  return h(
    "table",
    { class: "claims", role: "table" },
    h("caption", {}, words.disagree),
    h("thead", { role: "rowgroup" }, head),
    h("tbody", { role: "rowgroup" }, ...rows),
  );
}

function claimRow(claim, words, references, isDated) {
  return h(
    "tr",
    { role: "row" },
    h("th", { scope: "row", role: "rowheader" }, isolatedText(claim.value)),
    cell("who", isolatedText(saidBy(claim))),
    cell("firmness", words.stances[claim.stance] ?? claim.stance),
    isDated ? cell("when", formatDate(claim.published, words)) : null,
    cell("cited", ...references),
  );
}

/** Who says a value: the speaker that is named for it, else the document. */
export function saidBy({ said_by: who, citations: [{ document_title: title, document_id: id }] }) {
  return who || title || id;
}

/** The same as a sentence, for screen readers. */
export function claimsText(claims, words) {
  const told = claims.map(({ value, said_by: who }) => (who ? `${value} (${who})` : value));
  return `${words.disagree}: ${told.join("; ")}.`;
}

function cell(kind, ...children) {
  return h("td", { role: "cell", class: kind }, ...children);
}
