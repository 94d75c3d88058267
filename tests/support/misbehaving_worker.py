"""A worker process whose parser does what its file says: hang, crash, take memory, print, end."""

from __future__ import annotations

import ctypes
import os
import time

from index.errors import UnreadableFile
from index.ingest.formats import Content, Format
from index.ingest.parsing import worker


def content_of(format_: Format, data: bytes) -> Content:
    """Stands in for the real one."""
    order = data.decode()
    if order == "hang":
        while True:
            pass
    if order == "sleep":
        time.sleep(3600)
    if order == "crash":
        ctypes.string_at(0)
    if order.startswith("killed"):  # as often as the file that it names has no lines yet
        times, path = int(order.split()[1]), order.split()[2]
        with open(path, "a+") as log:
            log.seek(0)
            if len(log.readlines()) < times:
                log.write("killed\n")
                log.flush()
                os.kill(os.getpid(), 9)
    if order == "eat":
        eaten = []
        while True:
            eaten.append(b"x" * 10_000_000)
    if order == "reserve":
        _ = bytearray(10**13)
    if order == "raise":
        raise KeyError(order)
    if order == "refuse":
        raise UnreadableFile("It is bad.", hint="Mend it.")
    if order == "print":
        print("a library prints")
        os.write(1, b"and its C code, too")
    if order == "pid":
        return Content(str(os.getpid()))
    if order == "settings":
        return Content(" ".join(name for name in os.environ if name.startswith("SOURCELINE")))
    return Content(order)


if __name__ == "__main__":
    vars(worker)["content_of"] = content_of
    worker.main()
