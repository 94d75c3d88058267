/** `<sourceline-chat>`, and the launcher that a script tag with a key or a collection adds to its page. */

import { Client } from "./client.js";
import { Conversation } from "./conversation.js";
import { button, h, icon } from "./dom.js";
import { STYLE } from "./style.js";
import { spoken, wordsOf } from "./words.js";

const SCRIPT = document.currentScript;
/** Where the script is, there is its server, be it below a path. */
const BESIDE = new URL(".", SCRIPT?.src || location.href).href;
const ATTRIBUTES = ["key", "collection", "server", "lang", "launcher"];
const BUBBLE = "M4 5h16v11H11l-5 4v-4H4zM8 9h8M8 12h5";

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

/**
 * A conversation with a collection. Attributes: `key`, `collection`, `server` (the script's own if absent), `lang`,
 * `theme` (`light` or `dark`), and `launcher` for a button that opens it instead of all of it in the page.
 */
class SourcelineChat extends HTMLElement {
  static observedAttributes = ATTRIBUTES;

  #root = this.attachShadow({ mode: "open" });
  #client = null;
  #conversation = null;

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
  }

  /** A new key is for the next question; any other change begins anew. */
  attributeChangedCallback(name, before, after) {
    if (!this.#conversation || before === after) return;
    if (name === "key") this.#client.key = after;
    else this.#build();
  }

  #build() {
    this.#conversation?.stop();
    const server = new URL(this.getAttribute("server") || BESIDE, location.href).href;
    this.#client = new Client(server, this.getAttribute("key"), this.getAttribute("collection") || "default");
    const lang = this.getAttribute("lang") || this.closest("[lang]")?.lang || navigator.language;
    const words = wordsOf(lang);
    // The page's direction is inherited, unless this element has a language of its own.
    const dir = !this.hasAttribute("dir") && spoken(this.getAttribute("lang")) ? words.direction : null;
    const shell = h("div", { class: "shell", lang: words.code, dir });
    if (this.hasAttribute("launcher")) this.#folded(shell, words);
    else this.#inline(shell, words);
    this.#root.replaceChildren(shell);
  }

  #inline(shell, words) {
    this.#conversation = new Conversation(this.#client, words);
    shell.append(h("section", { "aria-label": words.title, class: "inline" }, this.#conversation.element));
  }

  #folded(shell, words) {
    const close = () => toggle(false);
    this.#conversation = new Conversation(this.#client, words, close);
    const opener = { class: "opener", "aria-label": words.open, "aria-haspopup": "dialog", "aria-expanded": "false" };
    const launcher = button({ ...opener, title: words.open, onclick: () => toggle(true) }, icon(BUBBLE));
    const onkeydown = (event) => event.key === "Escape" && !event.isComposing && (event.stopPropagation(), close());
    const about = { class: "panel", role: "dialog", "aria-label": words.title, hidden: true, onkeydown };
    const panel = h("div", about, this.#conversation.element);
    const toggle = (open) => {
      panel.hidden = !open;
      launcher.hidden = open;
      launcher.setAttribute("aria-expanded", String(open));
      if (open) this.#conversation.focus();
      else launcher.focus();
    };
    shell.append(launcher, panel);
  }
}

if (!customElements.get("sourceline-chat")) customElements.define("sourceline-chat", SourcelineChat);

/** Adds the launcher for a script tag that names a key or a collection; without them it only defines the element. */
function launch({ dataset }) {
  if (!("key" in dataset || "collection" in dataset)) return;
  const chosen = ["key", "collection", "server", "lang", "theme"].filter((name) => name in dataset);
  const attributes = Object.fromEntries(chosen.map((name) => [name, dataset[name]]));
  const add = () => document.body.append(h("sourceline-chat", { ...attributes, launcher: true }));
  if (document.body) add();
  else document.addEventListener("DOMContentLoaded", add);
}

if (SCRIPT) launch(SCRIPT);
