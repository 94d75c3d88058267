/** German, of the frame. */

import { addLanguage } from "./languages.js";

addLanguage("de", {
  direction: "ltr",
  open: "Die Dokumente befragen",
  title: "Die Dokumente befragen",
  close: "Schließen",
  question: "Ihre Frage",
  placeholder: "Stellen Sie eine Frage …",
  retry: "Noch einmal",
  lost: "Der Server ist nicht zu erreichen.",
});
