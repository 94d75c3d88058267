/** Reads server-sent events from a response; EventSource cannot send a POST request. */

/** Yields `{event, data}` for each event, with the data as text, until the stream ends. */
export async function* events(response) {
  let buffer = "";
  for await (const piece of pieces(response)) {
    // A carriage return at the end may be the first half of a line break.
    buffer = (buffer + piece).replace(/\r\n|\r(?!$)/g, "\n");
    const blocks = buffer.split("\n\n");
    buffer = blocks.pop();
    for (const block of blocks) yield parsed(block);
  }
}

async function* pieces(response) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function parsed(block) {
  let event = "message";
  const data = [];
  for (const line of block.split("\n")) {
    const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line);
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
  return { event, data: data.join("\n") };
}
