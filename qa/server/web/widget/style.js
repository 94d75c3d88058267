/** The style sheet of a conversation, beside that of the frame. */
export const STYLE = `
.control::before { content: "[" attr(data-code) "]"; color: var(--faint); font-size: 0.75em; }
button:disabled { opacity: 0.55; cursor: default; }
.main { background: var(--accent); color: var(--accent-ink); inline-size: 2.25em; block-size: 2.25em; padding: 0; flex: none; }
.main:hover { filter: brightness(1.08); }
.visually-hidden {
  position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; border: 0; padding: 0;
}

/* The conversation */
.inline, .scroll { position: relative; }
.inline .ask { position: sticky; inset-block-end: 0; z-index: 1; }
.inline .empty .ask { position: static; }
.logo { block-size: 1.5em; inline-size: auto; max-inline-size: 8em; object-fit: contain; margin-inline-end: 0.5em; }
.scroll { flex: 1; min-block-size: 0; overflow-y: auto; overflow-x: hidden; overscroll-behavior: contain; scroll-behavior: smooth; scrollbar-width: thin; }
.inline .scroll { overscroll-behavior: auto; }
.inline :is(a, button, summary) { scroll-margin-block: 1em 6em; }
/* A question of several lines makes the form higher, which must not hide what has the focus. */
.inline:has(textarea:not([rows="1"])) :is(a, button, summary) { scroll-margin-block-end: 17em; }
.welcome { color: var(--faint); white-space: pre-line; }
.suggestions { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17em, 100%), 1fr)); gap: 0.5em; margin-block: 0.25em 0.75em; }
.panel .suggestions { margin-block-start: 1em; }
.conversation:not(.empty) .suggestions { display: none; }
.suggestion {
  inline-size: 100%; block-size: 100%; flex-direction: column; justify-content: flex-start; align-items: flex-start; gap: 0; padding: 0.5em 0.8em; text-align: start; line-height: 1.4;
  border-color: var(--rule); font-size: 0.9375em;
}
.suggestion:hover { border-color: var(--accent); background: color-mix(in srgb, var(--accent) 6%, transparent); }
.suggestion .about { color: var(--faint); font-size: 0.875em; }
.turn { scroll-margin-block-start: 1em; }
.inline .turn { scroll-margin-block-end: 5em; }
.turn + .turn { margin-block-start: 1.5em; padding-block-start: 1.5em; border-block-start: 0.0625em solid var(--rule); }
.question, .answer { text-align: -webkit-match-parent; text-align: match-parent; }
.question { color: var(--faint); white-space: pre-line; }
.searched, .aside, .source, .said, .wait { font-size: 0.875em; color: var(--faint); }
.searched { margin-block-start: 0.15em; }
.searched q { quotes: none; font-style: italic; }
.searched .plain { text-align: start; }
.state { color: var(--faint); margin-block-start: 0.5em; }
.answer { font-size: 1.375em; line-height: 1.35; font-weight: 600; margin-block: 0.3em 0.5em; unicode-bidi: isolate; white-space: pre-line; }
.answer.long { font-size: 1.125em; line-height: 1.5; font-weight: 400; }
.answer.partial { color: var(--faint); font-weight: 400; }
.answer.none { font-size: 1.125em; margin-block: 0.4em 0.25em; }
.reason, .unsure { color: var(--faint); }
.unsure { margin-block: 0.4em 0.1em; }
.unsure + .answer { font-size: 1.0625em; font-weight: 400; }
.lead { margin-block: 0.3em; }
.items { font-weight: 400; font-size: 1.0625em; padding-inline-start: 1.4em; display: grid; gap: 0.25em; white-space: normal; }
ul.items { list-style: disc; }
ol.items { list-style: decimal; }
.items.row { list-style: none; padding: 0; gap: 0; font-size: 1em; border-block-start: 0.0625em solid var(--rule); }
.items.row li { display: flex; gap: 0.75em; padding-block: 0.3em; border-block-end: 0.0625em solid var(--rule); }
.items.row b { flex: 0 0 min(11em, 40%); font-weight: 400; color: var(--faint); }
.block { font-size: 0.875em; overflow-x: auto; padding: 0.75em; border: 0.0625em solid var(--rule); border-radius: var(--radius); }
.again { display: flex; align-items: center; gap: 0.75em; margin-block-start: 0.4em; }
form .plain { align-self: center; margin: 0; }

/* References and quotes */
.ref {
  display: inline-block; margin-inline-start: 0.35em; min-inline-size: 1.65em; padding: 0 0.4em; text-align: center;
  font-size: max(0.55em, 0.8125 * var(--sourceline-font-size, 16px)); line-height: 1.65em; font-weight: 600;
  vertical-align: 0.3em; text-decoration: none; border-radius: 0.35em; color: var(--accent);
  background: color-mix(in srgb, var(--accent) 12%, transparent);
}
.ref:hover { background: var(--accent); color: var(--accent-ink); }
.quotes { display: grid; gap: 1em; margin-block: 0.9em; }
.quotes li {
  position: relative; border-inline-start: 0.1875em solid var(--rule); padding-inline: 2.25em 0.5em; padding-block: 0.15em;
  border-start-end-radius: 0.3em; border-end-end-radius: 0.3em; transition: background-color 0.15s, border-color 0.15s;
}
.quotes .above { border-color: transparent; padding-inline-start: 0; display: flex; flex-wrap: wrap; gap: 0 0.75em; align-items: baseline; }
.quotes .above .number { position: static; }
.quotes .above .source { margin: 0; }
.quotes .lit { border-color: var(--accent); background: color-mix(in srgb, var(--accent) 8%, transparent); }
.number {
  position: absolute; inset-inline-start: 0.8em; inset-block-start: 0.25em; font-size: 0.875em; font-weight: 600;
  color: var(--accent); unicode-bidi: isolate;
}
blockquote { white-space: pre-line; unicode-bidi: plaintext; }
mark { background: var(--mark); color: inherit; border-radius: 0.15em; box-shadow: 0 0 0 0.1em var(--mark); }
.source { display: flex; flex-wrap: wrap; gap: 0 0.9em; margin-block-start: 0.2em; }
details { margin-block: 0.75em; }
summary { cursor: pointer; color: var(--accent); border-radius: 0.3em; }
.passages { display: grid; gap: 1em; margin-block-start: 0.75em; }
.passages li { border-inline-start: 0.1875em solid var(--rule); padding-inline-start: 0.9em; }
.passages blockquote { font-size: 0.9375em; }
.actions { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25em; margin-block-start: 0.4em; font-size: 0.9375em; }
.thumb { color: var(--faint); padding: 0.4em; }
.thumb:hover { background: color-mix(in srgb, var(--accent) 10%, transparent); }
.thumb[aria-pressed="true"] { color: var(--accent); background: color-mix(in srgb, var(--accent) 12%, transparent); }
.thumb:first-child { margin-inline-start: -0.4em; }
.said { margin-inline-start: 0.4em; }
.why form { position: static; display: grid; gap: 0.5em; justify-items: start; margin-block: 0.4em 0.75em; font-size: 0.9375em; }
.why fieldset { display: flex; flex-wrap: wrap; gap: 0.25em 1em; border: 0; padding: 0; margin: 0; }
.why legend { padding: 0; margin-block-end: 0.25em; font-weight: 600; }
.why label { display: inline-flex; align-items: center; gap: 0.4em; cursor: pointer; min-block-size: 1.75em; }
.why input { accent-color: var(--accent); margin: 0; }
.why textarea { inline-size: 100%; box-sizing: border-box; resize: vertical; }

.card {
  position: fixed; inset: auto; margin: 0; inline-size: max-content; max-inline-size: min(26em, 100vw - 1em); max-block-size: 16em;
  overflow: auto; padding: 0.75em 0.9em; color: var(--ink); background: var(--paper); border: 0.0625em solid var(--rule);
  border-radius: var(--radius); box-shadow: 0 0.35em 1.5em rgb(0 0 0 / 0.18); font-size: 0.9375em;
}
.card .name { font-weight: 600; }
.card .place { color: var(--faint); font-size: 0.9375em; }
.card blockquote { margin-block-start: 0.4em; }

/* Competing claims */
/* A page without a doctype would have a table inherit neither colour nor type. */
.claims { inline-size: 100%; border-collapse: collapse; color: inherit; font: inherit; font-size: 0.9375em; margin-block: 0.9em; }
.claims caption { text-align: start; font-weight: 600; padding-block-end: 0.35em; }
.claims th, .claims td {
  text-align: start; vertical-align: baseline; padding: 0.4em 0; padding-inline-end: 0.9em;
  border-block-start: 0.0625em solid var(--rule);
}
.claims thead th { font-weight: 400; font-size: 0.875em; color: var(--faint); border: 0; padding-block: 0; }
.claims tbody th { font-weight: 600; }
.claims td, .claims thead th { overflow-wrap: break-word; }
.claims .when { white-space: nowrap; }
.claims .ref { vertical-align: baseline; margin-inline: 0 0.35em; }
@container (max-width: 38em) {
  .claims, .claims tbody { display: block; }
  .claims caption { display: block; }
  .claims thead { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
  .claims tbody tr { display: flex; flex-wrap: wrap; gap: 0 0.9em; padding-block: 0.5em; border-block-start: 0.0625em solid var(--rule); }
  .claims tbody th, .claims tbody td { border: 0; padding: 0; }
  .claims tbody th { flex: 1 0 100%; }
  .claims tbody th, .claims tbody td { min-inline-size: 0; max-inline-size: 100%; }
  .claims .who, .claims .firmness, .claims .when { color: var(--faint); }
}

@media (prefers-reduced-motion: reduce) {
  * { transition: none !important; animation: none !important; scroll-behavior: auto !important; }
}
@media (forced-colors: active) {
  form, .card, .ref, .main, .opener { border: 0.0625em solid; }
}
`;
