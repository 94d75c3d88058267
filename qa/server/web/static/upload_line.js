/** The line that shows the progress of one file. */

import { announce, element } from "./elements.js";

/** Adds a line for the file `name`; returns the functions that update it. */
export function uploadLine(name) {
  const bar = element("progress", { max: "1", "aria-label": name });
  const status = element("span", { className: "aside", textContent: "waiting" });
  const line = element("li", {}, element("bdi", { textContent: name }), bar, status);
  document.getElementById("uploads").append(line);
  const show = (text) => {
    if (status.textContent === text) return;
    status.textContent = text;
    announce(`${name}: ${text}`);
  };
  const end = (text, className) => {
    bar.remove();
    line.className = className;
    show(text);
  };
  return {
    progress(done, total) {
      if (total) bar.value = done / total;
      status.textContent = total ? `${done} of ${total} passages` : "reading";
    },
    unsent: (reason) => show(`${reason} Trying again.`),
    unknown: (reason) => show(`Accepted, but the outcome is not known yet. ${reason} Trying again.`),
    done: (text) => end(text, "done"),
    failed: (text) => end(text, "failed"),
  };
}
