/** Loads what answers, once it is wanted. */

import { button, h } from "./dom.js";

/** The address of the conversation's module, beside the script; the server puts its name here. */
const MODULE = "{module}";

let loaded = null;
let failures = 0;

/** What the module exports if it is there already, else null. */
export const loadedModule = () => loaded;

/** Loads the module from the folder of the script. A browser may remember that an address failed: each try has its own. */
export async function loadModule(folder) {
  const again = failures ? `?${failures}` : "";
  try {
    loaded = await import(new URL(MODULE + again, folder).href);
  } catch (error) {
    failures += 1;
    throw error;
  }
}

/** Whether something was asked in this tab, so that a conversation may be there to show. */
export function hasAsked() {
  try {
    return Object.keys(sessionStorage).some((key) => key.startsWith("sourceline "));
  } catch {
    return false;
  }
}

/** Stands for a conversation until it is loaded, and keeps what is typed meanwhile. */
export class Placeholder {
  constructor(words) {
    const onkeydown = (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.isSent = this.#field.value.trim() !== "";
    };
    this.#field = h("textarea", { rows: "1", "aria-label": words.question, placeholder: words.placeholder, autocomplete: "off", onkeydown });
    this.#said = h("div", { class: "scroll", role: "alert" });
    this.element = h("div", { class: "conversation empty" }, this.#said, h("div", { class: "ask" }, h("form", {}, this.#field)));
  }

  #field;
  #said;
  /** Whether Enter was pressed. */
  isSent = false;

  /** What was typed. */
  get text() {
    return this.#field.value;
  }

  /** Whether the person is in the field. */
  get hasFocus() {
    return this.#field.getRootNode().activeElement === this.#field;
  }

  /** Focuses the field. */
  focus() {
    this.#field.focus();
  }

  /** Says that loading failed, with a button that calls `retry`. */
  fail(words, retry) {
    const onclick = () => {
      this.#said.replaceChildren();
      this.focus();
      retry();
    };
    this.#said.replaceChildren(h("p", {}, words.lost), button({ class: "plain", onclick }, words.retry));
  }
}
