/** English, of the frame. */

import { addLanguage } from "./languages.js";

addLanguage("en", {
  direction: "ltr",
  open: "Ask the documents",
  title: "Ask the documents",
  close: "Close",
  question: "Your question",
  placeholder: "Ask a question…",
  retry: "Try again",
  lost: "The server cannot be reached.",
});
