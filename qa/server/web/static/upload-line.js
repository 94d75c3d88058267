/** The line that tells of one file on its way in. */

import { element, say } from "./elements.js";

/** Adds a line for `name`; what it returns tells how it goes. */
export function uploadLine(name) {
  const bar = element("progress", { max: "1", "aria-label": name });
  const said = element("span", { className: "aside", textContent: "waiting" });
  const line = element("li", {}, element("bdi", { textContent: name }), bar, said);
  document.getElementById("uploads").append(line);
  const tell = (text) => {
    if (said.textContent === text) return;
    said.textContent = text;
    say(`${name}: ${text}`);
  };
  const end = (text, kind) => {
    bar.remove();
    line.className = kind;
    tell(text);
  };
  return {
    progress(done, total) {
      if (total) bar.value = done / total;
      said.textContent = total ? `${done} of ${total} passages` : "reading";
    },
    silent: (reason) => tell(`${reason} Trying again.`),
    unknown: (reason) => tell(`Accepted; whether it is in is not known yet. ${reason} Trying again.`),
    done: (text) => end(text, "done"),
    failed: (text) => end(text, "failed"),
  };
}
