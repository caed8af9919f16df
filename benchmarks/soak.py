"""A hundred clients at `msc-graph serve` for a minute, attackers among them; every answer is checked.

    python benchmarks/soak.py [--seconds 60] [--clients 100] [--timeout 5] [--json FILE]
    python benchmarks/soak.py --url http://127.0.0.1:8750/        # a server that runs already

Leaves with 1 if an answer was wrong, or a fair question met an error that is no limit.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from soak_clients import Tally, run_clients
from soak_questions import ATTACKS, KINDS, make_questions, sparql_body

from msc_graph.graph import MechanismGraph

__all__ = ["Watch", "start_server"]

#: What a fair question may meet beside its answer: no room, or too long.
FAIR = {200, 503}


@contextlib.contextmanager
def start_server(*options: str) -> Iterator[tuple[str, int]]:
    """The URL and process id of a server on a free port."""
    with tempfile.NamedTemporaryFile(suffix=".log") as log:
        command = [sys.executable, "-m", "msc_graph", "serve", "--port", "0", *options]
        process = subprocess.Popen(command, stderr=log)
        try:
            found = None
            while found is None and process.poll() is None:
                time.sleep(0.05)
                found = re.search(r"ready at (\S+)", Path(log.name).read_text())
            if found is None:
                sys.exit(Path(log.name).read_text())
            yield found[1], process.pid
        finally:
            process.terminate()
            process.wait()
            sys.stderr.write(Path(log.name).read_text())


class Watch:
    """Memory of a process and all below it, once a second, and how many were started.

    Parameters
    ----------
    process
        Its id; 0 watches nothing.
    """

    def __init__(self, process: int) -> None:
        self.megabytes: list[float] = []
        self._seen: set[int] = set()
        self._process = process
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Watch:
        if self._process:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        if self._process:
            self._thread.join()

    @property
    def replaced(self) -> int:
        """Processes beyond those that were there at first."""
        return len(self._seen) - self._first

    def _run(self) -> None:
        import psutil

        root = psutil.Process(self._process)
        self._first = len(root.children())
        ticks = 0
        while not self._end.wait(0.2):
            family = [root, *root.children(recursive=True)]
            self._seen |= {member.pid for member in family[1:]}
            if ticks % 5 == 0:
                total = 0
                for member in family:
                    with contextlib.suppress(psutil.Error):
                        total += member.memory_info().rss
                self.megabytes.append(total / 1e6)
            ticks += 1


def measure_attacks(address: tuple[str, int], timeout: float) -> dict[str, float]:
    """Seconds beyond the limit after which each attack was ended, when it is alone."""
    beyond = {}
    for name, query in ATTACKS.items():
        begin = time.perf_counter()
        url = f"http://{address[0]}:{address[1]}/sparql"
        try:
            urlopen(Request(url, sparql_body(query))).read()
            status = 200
        except HTTPError as error:
            status = error.code
            error.close()
        taken = time.perf_counter() - begin
        beyond[f"{name} ({status})"] = round(taken - timeout, 3)
    return beyond


def report(tally: Tally, watch: Watch, seconds: float, timeout: float) -> dict[str, Any]:
    """What was measured, as JSON."""
    answered = sum(map(len, tally.seconds.values()))
    kinds = {
        kind: {"answered": len(taken), **_percentiles(taken)}
        for kind, taken in sorted(tally.seconds.items())
        if not kind.startswith("attack")
    }
    statuses: dict[str, Counter[str]] = {}
    for (kind, status), count in sorted(tally.statuses.items()):
        statuses.setdefault(kind, Counter())[str(status)] += count
    found: dict[str, Any] = {
        "requests_per_second": round(answered / seconds, 1),
        "kinds": kinds,
        "statuses": statuses,
        "wrong": tally.wrong,
        "crowded_beyond_limit": {
            name: round(max(taken) / 1000 - timeout, 3) for name, taken in tally.attacks.items()
        },
    }
    if watch.megabytes:
        first, *_, last = watch.megabytes
        middle = watch.megabytes[len(watch.megabytes) // 2]
        found["megabytes"] = {
            "start": round(first),
            "middle": round(middle),
            "end": round(last),
            "most": round(max(watch.megabytes)),
        }
        found["replaced"] = watch.replaced
    return found


def _percentiles(taken: list[float]) -> dict[str, float]:
    ordered = sorted(taken)
    places = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "most": 1.0}
    return {
        name: round(1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)], 1)
        for name, share in places.items()
    }


def show(found: dict[str, Any]) -> None:
    """Print what was measured as tables."""
    print(f"\n{found['requests_per_second']} fair requests answered a second\n")
    print("| kind | answered | p50 ms | p95 ms | p99 ms | most ms |\n|---|---|---|---|---|---|")
    for kind, told in found["kinds"].items():
        print("| " + " | ".join((kind, *map(str, told.values()))) + " |")
    print("\n| kind | statuses |\n|---|---|")
    for kind, counted in found["statuses"].items():
        print(f"| {kind} | {', '.join(f'{status}: {n}' for status, n in counted.items())} |")
    print(f"\nwrong answers: {len(found['wrong'])} {found['wrong'][:5] or ''}")
    for name in ("alone_beyond_limit", "crowded_beyond_limit", "megabytes", "replaced"):
        if name in found:
            print(f"{name.replace('_', ' ')}: {found[name]}")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--timeout", type=float, default=5, help="limit of a query (seconds)")
    parser.add_argument("--workers", type=int, default=0, help="processes of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", help="a server that runs already, with that --timeout")
    parser.add_argument("--pid", type=int, default=0, help="its process, to watch its memory")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    options = parser.parse_args()
    questions = make_questions(MechanismGraph.load(), options.seed)
    print(f"{len(questions)} questions with their answers; {os.cpu_count()} cores")
    with contextlib.ExitStack() as stack:
        url, process = options.url, options.pid
        if url is None:
            chosen = ["--workers", str(options.workers)] if options.workers else []
            given = ("--timeout", str(options.timeout), *chosen)
            url, process = stack.enter_context(start_server(*given))
        parts = urlsplit(url)
        address = (parts.hostname or "", parts.port or 80)
        alone = measure_attacks(address, options.timeout)
        time.sleep(2)  # the processes that were ended are replaced
        with Watch(process) as watch:
            tally = run_clients(address, questions, options.clients, options.seconds, options.seed)
            time.sleep(2)
        found = report(tally, watch, options.seconds, options.timeout)
        found["alone_beyond_limit"] = alone
    show(found)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")
    odd = {key for key in tally.statuses if key[0] in KINDS and key[1] not in FAIR}
    return 1 if tally.wrong or odd else 0


if __name__ == "__main__":
    sys.exit(main())
