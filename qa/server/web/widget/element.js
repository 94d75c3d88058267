/** `<sourceline-chat>`, and the launcher that a script tag with a key or a collection adds to its page. */

import { Client } from "./client.js";
import { Conversation } from "./conversation.js";
import { button, h, icon } from "./dom.js";
import { ariaKey, isPressed, shownKey } from "./hotkey.js";
import { Memory } from "./memory.js";
import { collectionsOf, colorSheet, optionsOf } from "./options.js";
import { STYLE } from "./style.js";
import { hasLanguage, wordsOf } from "./words.js";

const SCRIPT = document.currentScript;
/** The URL of the script's folder, which is the server's URL. */
const SCRIPT_FOLDER = new URL(".", SCRIPT?.src || location.href).href;
/** What is read when the conversation is built; the style sheet alone reads the others. */
const ATTRIBUTES = [
  ...["key", "collection", "collections", "server", "lang", "title", "greeting", "placeholder", "logo", "color"],
  ...["suggestions", "hotkey", "launcher"],
];
const STYLE_ATTRIBUTES = ["theme", "position"];
const BUBBLE = "M4 5h16v11H11l-5 4v-4H4zM8 9h8M8 12h5";

/** In a narrow window the panel covers the whole page. */
const NARROW = matchMedia("(max-width: 480px)");

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
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
  #client = null;
  #conversation = null;
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
    if (!this.#conversation) this.#build();
    document.addEventListener("keydown", this.#onHotkey);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#onHotkey);
    this.#conversation?.stop();
    this.#close();
  }

  /** A new key is used from the next question on; any other change starts a new conversation. */
  attributeChangedCallback(name, before, after) {
    if (!this.#conversation || before === after) return;
    if (name === "key") this.#client.key = after;
    else this.#build();
  }

  #build() {
    this.#conversation?.stop();
    this.#close();
    const server = new URL(this.getAttribute("server") || SCRIPT_FOLDER, location.href).href;
    const collections = collectionsOf(this);
    this.#client = new Client(server, this.getAttribute("key"), collections);
    const memory = new Memory(server, collections.join(), this.id);
    const lang = this.getAttribute("lang") || this.closest("[lang]")?.lang || navigator.language;
    const options = optionsOf(this, wordsOf(lang));
    const { words } = options;
    this.#hotkey = options.hotkey;
    // The element inherits the page's direction, unless the page has none or the element does not speak its language.
    const own = hasLanguage(this.getAttribute("lang")) || !hasLanguage(lang) || !this.closest("[dir]");
    const dir = own && !this.hasAttribute("dir") ? words.direction : null;
    // The element's own title is no tooltip of everything in it.
    const shell = h("div", { class: "shell", lang: words.code, dir, title: "" });
    this.#root.adoptedStyleSheets = [sheet, colorSheet(this.getAttribute("color"))];
    if (this.hasAttribute("launcher")) this.#buildPanel(shell, options, memory);
    else this.#buildInline(shell, options, memory);
    this.#root.replaceChildren(shell);
    this.toggleAttribute("begun", this.#conversation.turns.length > 0);
  }

  #buildInline(shell, options, memory) {
    this.#conversation = new Conversation(this.#client, options, memory);
    this.#conversation.prepare();
    this.#open = () => this.#conversation.focus();
    const onkeydown = (event) => event.key === "Escape" && this.#conversation.hideCard() && event.stopPropagation();
    shell.append(h("section", { "aria-label": options.words.title, class: "inline", onkeydown }, this.#conversation.element));
  }

  #buildPanel(shell, options, memory) {
    const { words, hotkey } = options;
    const close = () => toggle(false);
    this.#conversation = new Conversation(this.#client, options, memory, close);
    const opener = { class: "opener", "aria-label": words.open, "aria-haspopup": "dialog", "aria-expanded": "false" };
    const hint = hotkey ? { title: `${words.open} (${shownKey(hotkey)})`, "aria-keyshortcuts": ariaKey(hotkey) } : { title: words.open };
    const launcher = button({ ...opener, ...hint, onclick: () => toggle(true) }, icon(BUBBLE));
    const escape = (event) => (event.stopPropagation(), this.#conversation.hideCard() || close());
    const onkeydown = (event) => event.key === "Escape" && !event.isComposing && (event.preventDefault(), escape(event));
    const oncancel = (event) => (event.preventDefault(), close());
    const panel = h("dialog", { class: "panel", "aria-label": words.title, onkeydown, oncancel }, this.#conversation.element);
    this.#close = () => panel.open && close();
    this.#open = () => (panel.open ? this.#conversation.focus() : toggle(true));
    const toggle = (open) => {
      launcher.hidden = open;
      launcher.setAttribute("aria-expanded", String(open));
      this.#conversation.hideCard();
      show(panel, open);
      if (open) this.#conversation.focus();
      else launcher.focus();
      if (open) this.#conversation.prepare();
    };
    NARROW.addEventListener("change", () => panel.open && (show(panel, false), show(panel, true)));
    shell.append(launcher, panel);
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
