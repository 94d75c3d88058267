/** `<sourceline-chat>`, and the launcher that a script tag with a key or a collection adds to its page. */

import { Client } from "./client.js";
import { Conversation } from "./conversation.js";
import { button, h, icon } from "./dom.js";
import { Memory } from "./memory.js";
import { STYLE } from "./style.js";
import { spoken, wordsOf } from "./words.js";

const SCRIPT = document.currentScript;
/** Where the script is, there is its server, be it below a path. */
const BESIDE = new URL(".", SCRIPT?.src || location.href).href;
const ATTRIBUTES = ["key", "collection", "server", "lang", "launcher"];
const BUBBLE = "M4 5h16v11H11l-5 4v-4H4zM8 9h8M8 12h5";

/** Where a panel takes the whole window, so that nothing else of the page can be used. */
const NARROW = matchMedia("(max-width: 480px)");

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
/** Keeps the page from scrolling below a panel that covers it. */
const still = new CSSStyleSheet();
still.replaceSync("html { overflow: hidden !important; }");

/**
 * A conversation with a collection. Attributes: `key`, `collection`, `server` (the script's own if absent), `lang`,
 * `theme` (`light` or `dark`), and `launcher` for a button that opens it instead of all of it in the page.
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

  /** Builds once: an element that is moved keeps its conversation. */
  connectedCallback() {
    if (!this.#conversation) this.#build();
  }

  disconnectedCallback() {
    this.#conversation?.stop();
    this.#close();
  }

  /** A new key is for the next question; any other change begins anew. */
  attributeChangedCallback(name, before, after) {
    if (!this.#conversation || before === after) return;
    if (name === "key") this.#client.key = after;
    else this.#build();
  }

  #build() {
    this.#conversation?.stop();
    this.#close();
    const server = new URL(this.getAttribute("server") || BESIDE, location.href).href;
    const collection = this.getAttribute("collection") || "default";
    this.#client = new Client(server, this.getAttribute("key"), collection);
    const memory = new Memory(server, collection, this.id);
    const lang = this.getAttribute("lang") || this.closest("[lang]")?.lang || navigator.language;
    const words = wordsOf(lang);
    // The page's direction is inherited, unless it has none or this element has a language of its own.
    const own = spoken(this.getAttribute("lang")) || !this.closest("[dir]");
    const dir = own && !this.hasAttribute("dir") ? words.direction : null;
    const shell = h("div", { class: "shell", lang: words.code, dir });
    if (this.hasAttribute("launcher")) this.#folded(shell, words, memory);
    else this.#inline(shell, words, memory);
    this.#root.replaceChildren(shell);
  }

  #inline(shell, words, memory) {
    this.#conversation = new Conversation(this.#client, words, memory);
    shell.append(h("section", { "aria-label": words.title, class: "inline" }, this.#conversation.element));
  }

  #folded(shell, words, memory) {
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

/** Opens or closes a panel; what it covers does not scroll. */
function show(panel, open) {
  const covers = open && NARROW.matches;
  document.adoptedStyleSheets = [...document.adoptedStyleSheets.filter((one) => one !== still), ...(covers ? [still] : [])];
  if (!open) panel.close();
  else if (covers) panel.showModal();
  else panel.show();
}

if (!customElements.get("sourceline-chat")) customElements.define("sourceline-chat", SourcelineChat);

/**
 * Adds the launcher for a script tag that names a key or a collection; without them it only defines the element.
 * A tag that is there twice adds one.
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
