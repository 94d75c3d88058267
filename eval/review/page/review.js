// Shows one question at a time; every decision is saved before the next question is shown.
const at = id => document.getElementById(id);
const element = (name, text = "", className = "") => Object.assign(document.createElement(name), { textContent: text, className });

const LONGEST_ANSWER = 160;

let questions = [];
let place = 0;
let busy = false;

const decided = () => questions.filter(one => one.review).length;
const firstOpen = from => {
  const order = [...questions.keys()];
  const found = [...order.slice(from), ...order.slice(0, from)].find(n => !questions[n].review);
  return found ?? -1;
};

function complain(words) {
  at("problem").textContent = words;
  at("problem").hidden = !words;
}

function counts() {
  const dropped = questions.filter(one => one.review === "drop").length;
  at("done").max = questions.length || 1;
  at("done").value = decided();
  at("counts").textContent = `${decided()} of ${questions.length} decided, ${decided() - dropped} kept, ${dropped} dropped`;
  at("finished").hidden = !questions.length || decided() < questions.length;
}

function figure(quote) {
  const shown = element("figure");
  const text = element("blockquote");
  text.dir = "auto";
  text.tabIndex = 0;
  text.setAttribute("aria-label", `Quote from ${quote.document_id}`);
  for (const part of quote.parts) text.append(part.gold ? element("mark", part.text) : part.text);
  const stale = quote.stale ? ": the document is gone or reads otherwise now" : "";
  shown.append(text, element("figcaption", quote.document_id + stale, quote.stale ? "problem" : ""));
  return shown;
}

function answer(one) {
  if (one.unanswerable) return ["No answer: the documents do not say it."];
  const words = (one.answers ?? []).join(" · ");
  // Longer ones are marked in the quote, and not read twice.
  return words.length > LONGEST_ANSWER ? ["Answer: what is marked."] : ["Answer: ", element("b", words)];
}

function show(n, focus = false) {
  if (!questions.length) return;
  place = Math.min(Math.max(n, 0), questions.length - 1);
  const one = questions[place];
  at("card").hidden = false;
  at("card").className = one.review ?? "";
  const state = { keep: "kept", drop: "dropped" }[one.review] ?? "not decided";
  const how = one.made ? `, made by “${one.method.replaceAll("_", " ")}”` : "";
  at("about").textContent = `${place + 1} of ${questions.length} · ${(one.kind ?? "").replaceAll("_", " ")}${how} · ${state}`;
  at("question").textContent = one.question;
  at("answer").replaceChildren(...answer(one));
  at("quotes").replaceChildren(...one.quotes.map(figure));
  for (const text of at("quotes").querySelectorAll("blockquote")) {
    text.scrollTop = Math.max(0, (text.querySelector("mark")?.offsetTop ?? 0) - text.clientHeight / 3);
  }
  at("edit").hidden = true;
  at("decisions").hidden = false;
  at("question").hidden = false;
  counts();
  if (focus) at("question").scrollIntoView({ block: "nearest" });
}

async function decide(review, question) {
  if (busy || !questions.length) return;
  busy = true;
  const one = questions[place];
  try {
    const body = JSON.stringify({ id: one.id, review, ...(question === undefined ? {} : { question }) });
    const response = await fetch("/decide", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    const reply = await response.json();
    if (!response.ok) throw new Error(reply.detail);
    questions[place] = { ...reply, quotes: one.quotes };
    complain("");
    show(place + 1 < questions.length ? place + 1 : place, true);
  } catch (error) {
    complain(`Not saved: ${error.message}. Is the command still running?`);
  } finally {
    busy = false;
  }
}

function edit() {
  at("edit").hidden = false;
  at("decisions").hidden = true;
  at("question").hidden = true;
  at("words").value = questions[place].question;
  at("words").focus();
}

const nextOpen = () => { const found = firstOpen(place + 1); if (found >= 0) show(found, true); };
const closeEdit = () => { show(place); at("change").focus(); };
const keys = {
  k: () => decide("keep"), d: () => decide("drop"), e: edit, u: nextOpen,
  ArrowLeft: () => show(place - 1, true), ArrowRight: () => show(place + 1, true),
};

addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || !questions.length) return;
  if (!at("edit").hidden) {
    if (event.key === "Escape") closeEdit();
    return;
  }
  const run = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (run) { event.preventDefault(); run(); }
});
at("keep").addEventListener("click", keys.k);
at("drop").addEventListener("click", keys.d);
at("change").addEventListener("click", edit);
at("back").addEventListener("click", keys.ArrowLeft);
at("on").addEventListener("click", keys.ArrowRight);
at("open").addEventListener("click", nextOpen);
at("cancel").addEventListener("click", closeEdit);
at("edit").addEventListener("submit", event => { event.preventDefault(); decide("keep", at("words").value); });

try {
  const reply = await (await fetch("/questions")).json();
  questions = reply.questions;
  at("file").textContent = reply.file;
  at("command").textContent = `qa eval run ${reply.file}`;
  counts();
  show(Math.max(firstOpen(0), 0));
} catch (error) {
  complain(`The questions could not be loaded: ${error.message}.`);
}
