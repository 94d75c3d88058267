"""The worker process: `python -m index.ingest.parsing.worker` parses one file after another.

It reads requests from standard input and writes replies to standard output.  It ends when nobody needs it:
at the end of its input, when it was idle for long, or when it kept much memory of its last file.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
from io import FileIO
from pathlib import Path

from index.errors import UnreadableFile
from index.ingest.formats import content_of
from index.ingest.formats.limits import Limits, set_limits
from index.ingest.formats.registry import for_media_type
from index.ingest.parsing.messages import (
    Failed,
    OutOfMemory,
    Refused,
    Reply,
    framed,
    packed,
    read_frame,
    request_of,
)
from index.ingest.parsing.usage import memory_of

#: An idle worker ends after this time, and one that holds this much memory after a file, at once.
IDLE_SECONDS = 120
MOST_IDLE_BYTES = 400_000_000
#: Beyond the memory that is watched from outside, address space that libraries reserve and never use.
RESERVED_BYTES = 1_000_000_000
#: The worker of a process that was killed does not outlive it by more than this, even in an endless loop.
GRACE_SECONDS = 5


def main() -> None:
    """Serve until there is nothing to do."""
    requests = FileIO(0, closefd=False)
    replies = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the replies.
    os.dup2(2, 1)
    # Questions are answered meanwhile.
    with contextlib.suppress(OSError):
        os.nice(5)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while select.select([requests], [], [], IDLE_SECONDS)[0] and (frame := read_frame(requests.read)):
        request = request_of(frame)
        data = b"" if request.path else read_frame(requests.read)
        _confine(request.limits)
        reply = _reply(request.media_type, request.path, data)
        del data
        message = packed(reply)
        replies.write(framed(message) + message)
        replies.flush()
        signal.setitimer(signal.ITIMER_PROF, 0)
        full = isinstance(reply, OutOfMemory)
        del reply, message
        if full or memory_of("self") > MOST_IDLE_BYTES:
            return


def _confine(limits: Limits) -> None:
    set_limits(limits)
    signal.setitimer(signal.ITIMER_PROF, limits.seconds + GRACE_SECONDS)
    most = limits.memory_bytes + RESERVED_BYTES
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    # Where it cannot be set, the memory is only watched from outside.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _reply(media_type: str, path: str, data: bytes) -> Reply:
    try:
        return content_of(for_media_type(media_type), Path(path).read_bytes() if path else data)
    except UnreadableFile as error:
        return Refused(error.detail, error.hint)
    except MemoryError:
        return OutOfMemory()
    # Foreign parsers run here on anybody's bytes: whatever they raise concerns this one file.
    except Exception as error:
        return Failed(type(error).__name__)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        main()
