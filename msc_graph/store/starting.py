"""How a child begins: it is given what it works with, and says that it is ready, or why it is not."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from msc_graph.exceptions import StoreError
from msc_graph.store.child import NO_MEMORY, Child, write_frame
from msc_graph.store.failures import explain_end, pack_failure, unpack_error

__all__ = ["start_child", "tell_start"]

_READY = b"ready"

_log = logging.getLogger(__name__)


def start_child(module: str, *messages: bytes, seconds: float, failed: str) -> Child:
    """A child that is ready for requests.

    Parameters
    ----------
    module
        As for `Child`; it begins with `tell_start`.
    *messages
        What it works with.
    seconds
        Time in which it must be ready.
    failed
        What is said if it is not; why it is not goes to the log.

    Raises
    ------
    StoreError
        If it cannot be started, or is not ready.
    """
    child = Child(module)
    *first, last = messages
    reply = child.ask(last, seconds) if child.send(*first) else None
    if reply == _READY:
        return child
    limit = child.find_limit() if reply is None else ""
    child.stop()
    if reply is None:
        raise explain_end(failed, limit)
    told = json.loads(reply)
    _log.error("%s: %s", failed, told["log"] or unpack_error(told["error"]))
    raise StoreError(failed, cure="the log says why")


@contextmanager
def tell_start(sink: BinaryIO) -> Iterator[None]:
    """In a child, tell whoever started it how what is done here has ended: ready, or why not."""
    try:
        yield
    except MemoryError:  # nothing could be told any more
        os._exit(NO_MEMORY)
    except Exception as error:  # whatever it is, it must not be lost with this process
        write_frame(sink, json.dumps(pack_failure(error, "it could not begin")).encode())
        sys.exit(1)
    write_frame(sink, _READY)
