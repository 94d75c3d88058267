/** The card of a source: what a reference's number stands for, shown beside it on hover and focus. */

import { h } from "./dom.js";

/** In milliseconds: before a card is shown, so that passing over a number shows none; before it goes. */
const BEFORE = 150;
const AFTER = 200;
/** In pixels, between a card and its reference, and the edge of the window. */
const GAP = 6;
const EDGE = 8;

/** Makes the nodes of a reference's card. */
const CONTENTS = new WeakMap();

/** Gives a reference a card; `content` returns its nodes. */
export function describe(reference, content) {
  CONTENTS.set(reference, content);
  return reference;
}

/** The card of a conversation, for the references within `area`. */
export class SourceCard {
  constructor(area) {
    this.element = h("div", { class: "card", role: "tooltip", id: "card", popover: "manual" });
    const found = (event) => event.target.closest?.(".ref");
    area.addEventListener("pointerover", (event) => event.pointerType !== "touch" && found(event) && this.#later(found(event), BEFORE));
    area.addEventListener("pointerout", (event) => found(event) && this.#later(null, AFTER));
    area.addEventListener("focusin", (event) => this.#later(found(event)?.matches(":focus-visible") ? found(event) : null, 0));
    area.addEventListener("focusout", () => this.#later(null, 0));
    this.element.addEventListener("pointerenter", () => clearTimeout(this.#timer));
    this.element.addEventListener("pointerleave", () => this.#later(null, AFTER));
    addEventListener("scroll", () => this.hide(), { passive: true });
    area.addEventListener("scroll", () => this.hide(), { passive: true });
  }

  #timer;
  #shown = null;
  #place = new CSSStyleSheet();

  /** Hides the card; returns whether it was shown. */
  hide() {
    clearTimeout(this.#timer);
    if (!this.#shown) return false;
    this.#shown.removeAttribute("aria-describedby");
    this.#shown = null;
    if (this.element.isConnected) this.element.hidePopover();
    return true;
  }

  #later(reference, wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (reference ? this.#show(reference) : this.hide()), wait);
  }

  #show(reference) {
    const content = CONTENTS.get(reference);
    if (this.#shown === reference || !content || !reference.isConnected || !this.element.showPopover) return;
    this.hide();
    this.element.replaceChildren(...content().filter(Boolean));
    this.#shown = reference;
    reference.setAttribute("aria-describedby", "card");
    const root = this.element.getRootNode();
    if (!root.adoptedStyleSheets.includes(this.#place)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.#place];
    this.element.showPopover();
    const at = reference.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const { clientWidth, clientHeight } = document.documentElement;
    const around = this.element.parentElement.getBoundingClientRect();
    const last = Math.min(clientWidth - EDGE, around.right) - width;
    const left = Math.max(EDGE, Math.min(at.left - EDGE, last));
    const isBelow = at.bottom + GAP + height < clientHeight || at.top < height + GAP;
    this.#place.replaceSync(`.card { left: ${left}px; top: ${isBelow ? at.bottom + GAP : at.top - GAP - height}px; }`);
  }
}
