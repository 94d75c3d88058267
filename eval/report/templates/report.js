"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const items = [...document.querySelectorAll(".questions > li")];
const list = document.querySelector(".questions");
const controls = Object.fromEntries(
  ["words", "verdict", "gold", "kind", "tag", "order"].map((id) => [id, document.getElementById(id)]),
);
const searched = items.map((item) => item.textContent.toLowerCase());

// Characters that reorder text are shown by their code, as in Sourceline's own pages.
function addText(parent, text) {
  for (const part of text.split(/([\u202a-\u202e\u2066-\u2069])/u)) {
    if (!/^[\u202a-\u202e\u2066-\u2069]$/u.test(part)) {
      parent.append(part);
      continue;
    }
    const shut = add(parent, "bdi", part, "control");
    shut.dataset.code = "U+" + part.codePointAt(0).toString(16).toUpperCase();
  }
}

function add(parent, name, text = "", className = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(text);
  parent.append(element);
  return element;
}

// Offsets are code points, as everywhere in Sourceline.
function addMarked(parent, text, gold, cited) {
  const points = Array.from(text);
  const cuts = new Set([0, points.length, ...gold.flat(), ...cited.flat()]);
  const ends = [...cuts].filter((at) => at >= 0 && at <= points.length).sort((a, b) => a - b);
  const inside = (spans, at) => spans.some(([start, end]) => start <= at && at < end);
  for (let n = 0; n + 1 < ends.length; n++) {
    let place = parent;
    if (inside(gold, ends[n])) place = add(place, "mark");
    if (inside(cited, ends[n])) place = add(place, "u");
    addText(place, points.slice(ends[n], ends[n + 1]).join(""));
  }
}

function addPassage(parent, passage, rank) {
  const [source, name, start, end, score, holds, gold, cited] = passage;
  const box = add(parent, "section", "", "passage");
  const head = add(box, "div", `${rank}. `, "meta");
  addText(add(head, "bdi"), data.sources[source][0] || name);
  head.append(`, characters ${start} to ${end}, score ${score}`);
  if (holds) add(head, "b", ", holds gold");
  const text = add(box, "p", "", "text");
  text.dir = "auto";
  if (data.sources[source][1]) addMarked(text, data.sources[source][1], gold, cited);
  else add(text, "span", "The run did not keep this passage's text.", "meta");
}

function fill(item) {
  const row = data.rows[items.indexOf(item)];
  const body = item.querySelector(".body");
  row.passages.forEach((passage, n) => addPassage(body, passage, n + 1));
  for (const [name, start, end, quote] of row.missed) {
    const box = add(body, "section", "", "passage");
    const head = add(box, "div", "Gold that no passage holds: ", "meta");
    addText(add(head, "bdi"), name);
    if (end !== null) head.append(`, characters ${start} to ${end}`);
    if (quote) addText(add(add(box, "p", "", "text"), "mark"), quote);
  }
}

list.addEventListener("toggle", (event) => {
  const item = event.target.closest("li");
  if (!event.target.open || item.dataset.filled) return;
  item.dataset.filled = "yes";
  fill(item);
}, true);

const goldIs = { first: (rank) => rank === 1, lower: (rank) => rank > 1, lost: (rank) => rank === 0 };

function show() {
  const words = controls.words.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  items.forEach((item, n) => {
    const row = data.rows[n];
    const fits = words.every((word) => searched[n].includes(word))
      && (!controls.verdict.value || row.verdict === controls.verdict.value)
      && (!controls.gold.value || goldIs[controls.gold.value](row.gold))
      && (!controls.kind?.value || row.kind === controls.kind.value)
      && (!controls.tag?.value || row.tags.includes(controls.tag.value));
    item.hidden = !fits;
    shown += fits;
  });
  document.getElementById("count").value = `${shown} of ${items.length}`;
  document.getElementById("none").hidden = shown > 0;
}

function order() {
  const key = controls.order.value;
  const sorted = items.map((item, n) => n);
  if (key) sorted.sort((a, b) => data.rows[b][key] - data.rows[a][key] || a - b);
  list.append(...sorted.map((n) => items[n]));
}

for (const control of Object.values(controls)) control?.addEventListener("input", show);
controls.order.addEventListener("input", order);
document.querySelector(".filters").hidden = false;
show();
