"""A child process that does as it is told: the one of `test_pool.py`, run as a module."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from msc_graph.store.child import read_frame, write_frame
from msc_graph.store.limits import leave_end_to_parent


def do(words: list[str]) -> None:
    """Do what a request says: `echo`, `sleep S`, `hold` and `note`, `signal N`, `exit N`."""
    match words:
        case ["hold", path]:  # begun is FILE.begun, and it goes on once FILE is there
            Path(f"{path}.begun").touch()
            while not Path(path).exists():
                time.sleep(0.005)
        case ["sleep", seconds]:
            time.sleep(float(seconds))
        case ["note", path, word]:  # in the order in which it is done
            with Path(path).open("a") as file:
                print(word, file=file)
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
