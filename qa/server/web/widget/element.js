/** `<sourceline-chat>`, and the launcher that a script tag with a key or a collection adds to its page. */

import { button, h, icon } from "./dom.js";
import { FRAME_STYLE, colorSheet } from "./frame_style.js";
import { ariaKey, isPressed, parsedKey, shownKey } from "./hotkey.js";
import { hasLanguage, wordsOf } from "./languages.js";
import { Placeholder, hasAsked, loadModule, loadedModule } from "./loading.js";

const SCRIPT = document.currentScript;
/** The URL of the script's folder, which is the server's URL. */
const SCRIPT_FOLDER = new URL(".", SCRIPT?.src || location.href).href;
/** What is read when the element is built; the style sheet alone reads the others. */
const ATTRIBUTES = [
  ...["key", "collection", "collections", "server", "lang", "title", "greeting", "placeholder", "logo", "color"],
  ...["suggestions", "hotkey", "launcher"],
];
const STYLE_ATTRIBUTES = ["theme", "position"];
const CLOSE = "M6 6l12 12M18 6L6 18";
const BUBBLE = "M4 5h16v11H11l-5 4v-4H4zM8 9h8M8 12h5";

/** In a narrow window the panel covers the whole page. */
const NARROW = matchMedia("(max-width: 480px)");

/** The style sheet of the frame. */
const sheet = new CSSStyleSheet();
sheet.replaceSync(FRAME_STYLE);
/** Stops the page from scrolling while a panel covers it. */
const noScroll = new CSSStyleSheet();
noScroll.replaceSync("html { overflow: hidden !important; }");

/**
 * The custom element. Its attributes are those of docs/widget.md; `launcher` shows a button that opens the conversation
 * in a panel. It has the attribute `begun` itself while there is a question.
 */
class SourcelineChat extends HTMLElement {
  static observedAttributes = ATTRIBUTES;

  #root = this.attachShadow({ mode: "open" });
  #shell = null;
  /** The conversation, or what stands for it until it is loaded. */
  #inside = null;
  /** Null until it is loaded. */
  #conversation = null;
  #words = null;
  #head = null;
  #close = () => {};
  /** Leads to the conversation. */
  #open = () => {};
  #hotkey = null;
  #onHotkey = (event) => {
    if (!this.#hotkey || !isPressed(this.#hotkey, event)) return;
    event.preventDefault();
    this.#open();
  };

  /** Builds only once, so that an element that is moved keeps its conversation. */
  connectedCallback() {
    if (!this.#shell) this.#build();
    document.addEventListener("keydown", this.#onHotkey);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#onHotkey);
    this.#conversation?.stop();
    this.#close();
  }

  /** A new key is used from the next question on; any other change starts a new conversation. */
  attributeChangedCallback(name, before, after) {
    if (!this.#shell || before === after) return;
    if (name !== "key") this.#build();
    else if (this.#conversation) this.#conversation.client.key = after;
  }

  #build() {
    this.#conversation?.stop();
    this.#close();
    const said = (name, other) => this.getAttribute(name) || other;
    const lang = said("lang", this.closest("[lang]")?.lang || navigator.language);
    const own = wordsOf(lang);
    const texts = { title: said("title", own.title), open: said("title", own.open), placeholder: said("placeholder", own.placeholder) };
    const words = { ...own, ...texts };
    const isPanel = this.hasAttribute("launcher");
    this.#words = words;
    this.#conversation = null;
    this.#head = null;
    this.#inside = new Placeholder(words);
    this.#hotkey = parsedKey(this.getAttribute("hotkey") ?? (isPanel ? "mod+k" : ""));
    // The element inherits the page's direction, unless the page has none or the element does not speak its language.
    const isOwn = hasLanguage(this.getAttribute("lang")) || !hasLanguage(lang) || !this.closest("[dir]");
    const dir = isOwn && !this.hasAttribute("dir") ? words.direction : null;
    // The element's own title is no tooltip of everything in it.
    this.#shell = h("div", { class: "shell", lang: words.code, dir, title: "" }, isPanel ? this.#panel() : this.#inline());
    this.#root.adoptedStyleSheets = [sheet, colorSheet(this.getAttribute("color"))];
    this.#root.replaceChildren(this.#shell);
    this.toggleAttribute("begun", false);
    if (loadedModule()) this.#converse();
    else if (!isPanel || hasAsked()) this.#load();
  }

  /** Puts the conversation in the place of what stood for it, once its code is there. */
  async #load() {
    const shell = this.#shell;
    if (this.#conversation) return;
    try {
      if (!loadedModule()) await loadModule(SCRIPT_FOLDER);
    } catch {
      if (shell === this.#shell) this.#fail();
      return;
    }
    if (shell === this.#shell && !this.#conversation) this.#converse();
  }

  #fail() {
    this.#inside.fail?.(this.#words, () => this.#load());
    this.dispatchEvent(new CustomEvent("sourceline-failure", { bubbles: true, composed: true, detail: { kind: "lost" } }));
  }

  #converse() {
    const server = new URL(this.getAttribute("server") || SCRIPT_FOLDER, location.href).href;
    const early = this.#inside;
    const { hasFocus } = early;
    const { conversation, sheet: added } = loadedModule().converse(this, server, this.#words, this.#head);
    this.#root.adoptedStyleSheets = [sheet, added, ...this.#root.adoptedStyleSheets.slice(1)];
    this.#inside = this.#conversation = conversation;
    early.element.replaceWith(conversation.element);
    this.toggleAttribute("begun", conversation.turns.length > 0);
    if (hasFocus) conversation.focus();
    if (early.text) conversation.resume(early.text, early.isSent);
    if (!this.#head || this.#head.parentElement.open) conversation.prepare();
  }

  #inline() {
    this.#open = () => this.#inside.focus();
    const onkeydown = (event) => event.key === "Escape" && this.#conversation?.hideCard() && event.stopPropagation();
    return h("section", { "aria-label": this.#words.title, class: "inline", onkeydown }, this.#inside.element);
  }

  /** The button, and the panel that it opens; a hand that comes near the button loads what the panel takes. */
  #panel() {
    const words = this.#words;
    const close = () => toggle(false);
    const load = () => this.#load();
    const opener = { class: "opener", "aria-label": words.open, "aria-haspopup": "dialog", "aria-expanded": "false" };
    const key = this.#hotkey;
    const hint = key ? { title: `${words.open} (${shownKey(key)})`, "aria-keyshortcuts": ariaKey(key) } : { title: words.open };
    const near = { onpointerenter: load, onfocus: load };
    const launcher = button({ ...opener, ...hint, ...near, onclick: () => toggle(true) }, icon(BUBBLE));
    const end = button({ class: "plain", "aria-label": words.close, title: words.close, onclick: close }, icon(CLOSE));
    this.#head = h("div", { class: "head" }, h("h2", {}, words.title), end);
    const escape = (event) => (event.stopPropagation(), this.#conversation?.hideCard() || close());
    const onkeydown = (event) => event.key === "Escape" && !event.isComposing && (event.preventDefault(), escape(event));
    const oncancel = (event) => (event.preventDefault(), close());
    const panel = h("dialog", { class: "panel", "aria-label": words.title, onkeydown, oncancel }, this.#head, this.#inside.element);
    this.#close = () => panel.open && close();
    this.#open = () => (panel.open ? this.#inside.focus() : toggle(true));
    const toggle = (open) => {
      launcher.hidden = open;
      launcher.setAttribute("aria-expanded", String(open));
      this.#conversation?.hideCard();
      show(panel, open);
      if (open) this.#inside.focus();
      else launcher.focus();
      if (open) this.#conversation ? this.#conversation.prepare() : load();
    };
    NARROW.addEventListener("change", () => panel.open && (show(panel, false), show(panel, true)));
    return [launcher, panel];
  }
}

/** Opens or closes a panel; a page that it covers cannot be scrolled. */
function show(panel, open) {
  const covers = open && NARROW.matches;
  document.adoptedStyleSheets = [...document.adoptedStyleSheets.filter((one) => one !== noScroll), ...(covers ? [noScroll] : [])];
  if (!open) panel.close();
  else if (covers) panel.showModal();
  else panel.show();
}

if (!customElements.get("sourceline-chat")) customElements.define("sourceline-chat", SourcelineChat);

/**
 * Adds a launcher if the script tag names a key or a collection; otherwise the script only defines the element.
 * Two equal tags add one launcher.
 */
function launch({ dataset }) {
  if (!["key", "collection", "collections"].some((name) => name in dataset)) return;
  const chosen = [...ATTRIBUTES, ...STYLE_ATTRIBUTES].filter((name) => name in dataset);
  const attributes = Object.fromEntries(chosen.map((name) => [name, dataset[name]]));
  const add = () => {
    const there = [...document.querySelectorAll("sourceline-chat[launcher]")];
    const same = (one) => Object.entries(attributes).every(([name, value]) => one.getAttribute(name) === value);
    if (!there.some(same)) document.body.append(h("sourceline-chat", { ...attributes, launcher: true }));
  };
  if (document.body) add();
  else document.addEventListener("DOMContentLoaded", add);
}

if (SCRIPT) launch(SCRIPT);
