/**
 * The style sheet of the frame. All lengths are in em of `--sourceline-font-size`, because a page may set any root font size.
 * Rules of the page match the element itself, even `* { ... !important }`; only important rules here override them.
 */
export const FRAME_STYLE = `
:host { all: initial !important; display: block !important; color-scheme: light dark !important; }
:host([theme="light"]) { color-scheme: light !important; }
:host([theme="dark"]) { color-scheme: dark !important; }
:host([launcher]) { display: contents !important; }
:host([hidden]) { display: none !important; }

.shell {
  --paper: var(--sourceline-paper, light-dark(#ffffff, #1b1d20));
  --ink: var(--sourceline-ink, light-dark(#1d1f21, #e6e6e2));
  --faint: var(--sourceline-faint, light-dark(#5c6066, #a5a9ae));
  --rule: var(--sourceline-rule, light-dark(#dcdcd7, #3a3d42));
  --accent: var(--sourceline-accent, var(--own-accent, light-dark(#0b57a4, #8ab8f0)));
  --accent-ink: var(--sourceline-accent-ink, light-dark(#ffffff, #10151b));
  --mark: var(--sourceline-mark, light-dark(#ffeeb0, #5a4a10));
  --radius: var(--sourceline-radius, 0.5em);
  --font: var(--sourceline-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif);
  container-type: inline-size;
  color: var(--ink);
  font: var(--sourceline-font-size, 16px)/1.55 var(--font);
  overflow-wrap: anywhere;
}
:host([launcher]) .shell { container-type: normal; }
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, p, ol, ul, pre, blockquote { margin: 0; padding: 0; }
ol, ul { list-style: none; }
a { color: var(--accent); text-underline-offset: 0.15em; }
:focus-visible { outline: 0.125em solid var(--accent); outline-offset: 0.125em; }
.icon {
  inline-size: 1.25em; block-size: 1.25em; fill: none; stroke: currentColor; stroke-width: 1.75;
  stroke-linecap: round; stroke-linejoin: round; flex: none;
}

/* Buttons and the form */
button {
  font: inherit; color: inherit; background: none; border: 0.0625em solid transparent; border-radius: var(--radius);
  cursor: pointer; display: inline-flex; align-items: center; justify-content: center; gap: 0.4em; padding: 0.35em 0.5em;
}
.plain { color: var(--accent); margin-inline-start: -0.5em; }
.plain:hover:enabled { background: color-mix(in srgb, var(--accent) 10%, transparent); }
.ask { background: var(--paper); padding-block: 0.75em; }
form {
  display: flex; gap: 0.25em; align-items: flex-end; padding: 0.35em; background: var(--paper);
  border: 0.0625em solid color-mix(in srgb, var(--faint) 80%, var(--paper)); border-radius: calc(var(--radius) * 1.5);
}
textarea:focus-visible { outline: none; }
form:has(textarea:focus-visible) { outline: 0.125em solid var(--accent); outline-offset: -0.0625em; border-color: transparent; }
textarea {
  flex: 1; min-inline-size: 0; font: inherit; color: var(--ink); background: none; resize: none; border: 0; outline: none;
  padding: 0.35em 0.6em; margin: 0;
}
textarea::placeholder { color: var(--faint); opacity: 1; text-overflow: ellipsis; }

/* The launcher and its panel */
.opener, .panel { position: fixed; z-index: 2147483647; inset-block-end: 1.25em; inset-inline-end: 1.25em; }
.opener {
  inline-size: 3.5em; block-size: 3.5em; border-radius: 50%; background: var(--accent); color: var(--accent-ink);
  box-shadow: 0 0.15em 0.75em rgb(0 0 0 / 0.25);
}
:host([position="left"]) :is(.opener, .panel) { inset-inline: auto; left: 1.25em; }
:host([position="right"]) :is(.opener, .panel) { inset-inline: auto; right: 1.25em; }
.opener .icon { inline-size: 1.6em; block-size: 1.6em; }
.opener:focus-visible { outline-offset: 0.25em; }
.panel {
  inset-block-start: auto; inset-inline-start: auto; margin: 0; padding-block: 0; max-inline-size: none; max-block-size: none;
  overflow: hidden; color: inherit; container-type: inline-size; background: var(--paper); border: 0.0625em solid var(--rule);
  border-radius: calc(var(--radius) * 1.5); box-shadow: 0 0.5em 2.5em rgb(0 0 0 / 0.22);
  inline-size: min(var(--sourceline-width, 27em), 100vw - 2.5em); block-size: min(42em, 100dvh - 2.5em); padding-inline: 1.1em;
}
.panel[open] { display: flex; flex-direction: column; }
.panel .conversation { flex: 1; min-block-size: 0; }
.head { display: flex; align-items: center; gap: 0.25em; min-block-size: 2.25em; padding-block: 0.6em; border-block-end: 0.0625em solid var(--rule); }
.head h2 { font-size: 1em; font-weight: 600; flex: 1; min-inline-size: 0; }
.head .plain { margin: 0; }
@media (max-width: 480px) {
  .panel.panel { inset: 0; inline-size: 100vw; block-size: 100dvh; border: 0; border-radius: 0; }
}

/* The place of a conversation */
.conversation { display: flex; flex-direction: column; background: var(--paper); block-size: var(--sourceline-height, auto); }
.panel .scroll { flex: 1; padding-block: 1em; }
`;

/** A style sheet for the owner's colour, which is made darker or lighter until it can be read on the paper. */
export function colorSheet(color) {
  const sheet = new CSSStyleSheet();
  if (!color || !CSS.supports("color", color)) return sheet;
  const shade = (lightness) => `oklch(from ${color} ${lightness} c h)`;
  sheet.replaceSync(`.shell { --own-accent: light-dark(${shade("min(l, 0.5)")}, ${shade("max(l, 0.78)")}); }`);
  return sheet;
}
