"""What a child process lays on itself, so that no work of it can hurt the machine."""

from __future__ import annotations

import contextlib
import math
import signal
from pathlib import Path

__all__ = ["allow_seconds", "close_door", "leave_end_to_parent", "limit_memory"]

#: Seconds of processor that work has beyond those of the clock: the parent is to be first.
_BEYOND = 1


def leave_end_to_parent() -> None:
    """Let signals that a whole group of processes is sent end only the parent, which ends us.

    It may want to finish what it has begun; and without it our standard input closes.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if hasattr(signal, "SIGXCPU"):
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)


def limit_memory(size: int) -> None:
    """Let this process have so much address space (bytes), and write no image of it should it die.

    If the machine as a whole runs out of memory, this process is to be ended and not its parent.
    """
    with contextlib.suppress(OSError):  # Linux alone has it
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    _set_limit("RLIMIT_AS", size)
    _set_limit("RLIMIT_CORE", 0)


def close_door() -> None:
    """Let this process open no further files or sockets."""
    _set_limit("RLIMIT_NOFILE", 0)


def allow_seconds(seconds: float) -> None:
    """Let this process use its processor for so many seconds more, and then end (SIGXCPU).

    The parent ends it sooner by the clock; this is for the case that the parent has gone.
    """
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    wanted = math.ceil(used.ru_utime + used.ru_stime) + math.ceil(seconds) + _BEYOND
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (wanted, hard))


def _set_limit(name: str, value: int) -> None:
    """Set a limit for good, as far as it is not lower already."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    kind = getattr(resource, name)
    hard = resource.getrlimit(kind)[1]
    wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (wanted, wanted))
