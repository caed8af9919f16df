"""A child process that does as it is told: the one of `test_pool.py`, run as a module."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from msc_graph.store.child import read_frame, write_frame
from msc_graph.store.limits import leave_end_to_parent


def do(words: list[str]) -> None:
    """Do what a request says: `echo`, `sleep S`, `touch FILE`, `signal N`, `exit N`."""
    match words:
        case ["sleep", seconds]:
            time.sleep(float(seconds))
        case ["touch", path]:
            Path(path).touch()
        case ["signal", number]:
            os.kill(os.getpid(), int(number))
        case ["exit", code]:
            os._exit(int(code))


def main() -> None:
    leave_end_to_parent()
    while (request := read_frame(sys.stdin.buffer)) is not None:
        do(request.decode().split())
        write_frame(sys.stdout.buffer, request)


if __name__ == "__main__":
    main()
