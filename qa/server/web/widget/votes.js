/** The thumbs below an answer; a thumb down asks what was wrong. */

import { button, h, icon } from "./dom.js";

const UP = "M7 11v9H4v-9zM7 11l4-8a2.5 2.5 0 0 1 2.5 2.5V9h5a2 2 0 0 1 2 2.3l-1.2 7A2 2 0 0 1 17.3 20H7";
const DOWN = "M17 13V4h3v9zM17 13l-4 8a2.5 2.5 0 0 1-2.5-2.5V15h-5a2 2 0 0 1-2-2.3l1.2-7A2 2 0 0 1 6.7 4H17";

/**
 * The thumbs, and the place of the form below them. `send(fields)` sends a vote and returns what was stored, or null;
 * `say(text)` tells the person.
 */
export function voteNodes(words, send, say) {
  let stored = null;
  const below = h("div", { class: "why" });
  const vote = async (fields) => {
    const taken = await send(stored ? { ...fields, replaces: stored.id } : fields);
    stored = taken ?? stored;
    say(taken ? words.thanks : words.notNoted);
    return taken !== null;
  };
  const thumb = (verdict, path, label) => {
    const one = button({ class: "thumb", "aria-label": label, title: label, "aria-pressed": "false" }, icon(path));
    one.addEventListener("click", async () => {
      const taken = await vote({ verdict });
      for (const other of thumbs) other.setAttribute("aria-pressed", String(taken && other === one));
      below.replaceChildren(...(taken && verdict === "down" ? [whyForm(words, vote, below)] : []));
    });
    return one;
  };
  const thumbs = [thumb("up", UP, words.up), thumb("down", DOWN, words.down)];
  return { thumbs, below };
}

function whyForm(words, vote, below) {
  const name = `why-${(numbered += 1)}`;
  const choices = Object.entries(words.wrongs).map(([value, label]) =>
    h("label", {}, h("input", { type: "radio", name, value }), label),
  );
  const comment = h("textarea", { rows: 2, maxlength: 2000, dir: "auto", "aria-label": words.comment, placeholder: words.comment });
  const form = h(
    "form",
    {},
    h("fieldset", {}, h("legend", {}, words.whatWrong), ...choices),
    comment,
    h("button", { type: "submit", class: "plain" }, words.send),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = form.querySelector("input:checked")?.value ?? (comment.value.trim() ? "other" : null);
    if (!wrong) return form.querySelector("input").focus();
    if (await vote({ verdict: "down", wrong, comment: comment.value.trim() || null })) below.replaceChildren();
  });
  return form;
}

/** Radio buttons of one name are one choice. */
let numbered = 0;
