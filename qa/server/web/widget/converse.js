/** What the frame loads: a conversation for an element of a page. */

import { Client } from "./client.js";
import { Conversation } from "./conversation.js";
import { wordsOf } from "./languages.js";
import { Memory } from "./memory.js";
import { collectionsOf, optionsOf } from "./options.js";
import { STYLE } from "./style.js";

const SHEET = new CSSStyleSheet();
SHEET.replaceSync(STYLE);

/**
 * A conversation with the server at the URL `server` for `element`, whose frame has the texts `frameWords` and, in a panel,
 * the head `head`; and the style sheet that it takes.
 */
export function converse(element, server, frameWords, head) {
  const collections = collectionsOf(element);
  const more = wordsOf(frameWords.code);
  const words = { ...more, ...frameWords, failures: { ...more.failures, lost: frameWords.lost } };
  const client = new Client(server, element.getAttribute("key"), collections);
  const memory = new Memory(server, collections.join(), element.id);
  return { conversation: new Conversation(client, optionsOf(element, words), memory, head), sheet: SHEET };
}
