/** `<sourceline-chat>`, and the launcher that a script tag with a key or a collection adds to its page. */

import { Client } from "./client.js";
import { Conversation } from "./conversation.js";
import { button, h, icon } from "./dom.js";
import { Memory } from "./memory.js";
import { STYLE } from "./style.js";
import { hasLanguage, wordsOf } from "./words.js";

const SCRIPT = document.currentScript;
/** The URL of the script's folder, which is the server's URL. */
const SCRIPT_FOLDER = new URL(".", SCRIPT?.src || location.href).href;
const ATTRIBUTES = ["key", "collection", "server", "lang", "launcher"];
const BUBBLE = "M4 5h16v11H11l-5 4v-4H4zM8 9h8M8 12h5";

/** In a narrow window the panel covers the whole page. */
const NARROW = matchMedia("(max-width: 480px)");

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
/** Stops the page from scrolling while a panel covers it. */
const noScroll = new CSSStyleSheet();
noScroll.replaceSync("html { overflow: hidden !important; }");

/**
 * The custom element. Attributes: `key`, `collection`, `server` (by default the script's own), `lang`, `theme` (`light`
 * or `dark`), and `launcher`, which shows a button that opens the conversation in a panel.
 */
class SourcelineChat extends HTMLElement {
  static observedAttributes = ATTRIBUTES;

  #root = this.attachShadow({ mode: "open" });
  #client = null;
  #conversation = null;
  #close = () => {};

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet];
  }

  /** Builds only once, so that an element that is moved keeps its conversation. */
  connectedCallback() {
    if (!this.#conversation) this.#build();
  }

  disconnectedCallback() {
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
    const collection = this.getAttribute("collection") || "default";
    this.#client = new Client(server, this.getAttribute("key"), collection);
    const memory = new Memory(server, collection, this.id);
    const lang = this.getAttribute("lang") || this.closest("[lang]")?.lang || navigator.language;
    const words = wordsOf(lang);
    // The element inherits the page's direction, unless the page has none or the element has its own language.
    const own = hasLanguage(this.getAttribute("lang")) || !this.closest("[dir]");
    const dir = own && !this.hasAttribute("dir") ? words.direction : null;
    const shell = h("div", { class: "shell", lang: words.code, dir });
    if (this.hasAttribute("launcher")) this.#buildPanel(shell, words, memory);
    else this.#buildInline(shell, words, memory);
    this.#root.replaceChildren(shell);
  }

  #buildInline(shell, words, memory) {
    this.#conversation = new Conversation(this.#client, words, memory);
    shell.append(h("section", { "aria-label": words.title, class: "inline" }, this.#conversation.element));
  }

  #buildPanel(shell, words, memory) {
    const close = () => toggle(false);
    this.#conversation = new Conversation(this.#client, words, memory, close);
    const opener = { class: "opener", "aria-label": words.open, "aria-haspopup": "dialog", "aria-expanded": "false" };
    const launcher = button({ ...opener, title: words.open, onclick: () => toggle(true) }, icon(BUBBLE));
    const onkeydown = (event) => event.key === "Escape" && !event.isComposing && (event.stopPropagation(), close());
    const oncancel = (event) => (event.preventDefault(), close());
    const panel = h("dialog", { class: "panel", "aria-label": words.title, onkeydown, oncancel }, this.#conversation.element);
    this.#close = () => panel.open && close();
    const toggle = (open) => {
      launcher.hidden = open;
      launcher.setAttribute("aria-expanded", String(open));
      show(panel, open);
      if (open) this.#conversation.focus();
      else launcher.focus();
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
  if (!("key" in dataset || "collection" in dataset)) return;
  const chosen = ["key", "collection", "server", "lang", "theme"].filter((name) => name in dataset);
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
