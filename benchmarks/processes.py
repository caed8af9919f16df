"""What is measured in processes of their own: first loads, cold reopening, making the graph."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import Graph, load_graph, node_ids
from loading import WAYS
from questions import draw_questions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["CACHE_VARIABLE", "make_graph", "measure_load", "measure_reopening"]

HERE = Path(__file__).parent
#: Where snapshots are kept; each run has a folder of its own.
CACHE_VARIABLE = "MSC_GRAPH_CACHE"


def make_graph(
    folder: Path, edges: int, *, seed: int = 1, say: Callable[[str], None] = lambda _: None
) -> Graph:
    """Generate a graph and its KGX pair into a folder, unless they are there already."""
    done = folder / f"made-{edges}-{seed}"
    if not done.is_file():
        command = [sys.executable, str(HERE / "generator.py"), str(folder)]
        made = subprocess.run(
            [*command, "--edges", str(edges), "--seed", str(seed)],
            check=True,
            capture_output=True,
            text=True,
        )
        say(f"generated {made.stdout.strip()}")
        done.touch()
    return load_graph(folder)


def measure_load(
    folder: Path,
    ways: Sequence[str] = tuple(WAYS),
    *,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, dict[str, float]]:
    """Load the KGX pair in each of the ways, once, in a new process with an empty cache.

    Returns
    -------
    dict
        By way, `seconds` of the whole process, `peak` in bytes, and how many `nodes` and `edges`
        it says it holds; or `failure`.
    """
    found: dict[str, dict[str, Any]] = {}
    for number, way in enumerate(ways):
        cache = folder / f"cache-{number}-{time.time_ns()}"
        begin = time.perf_counter()
        done = subprocess.run(
            [sys.executable, str(HERE / "loading.py"), way, str(folder / "kgx")],
            capture_output=True,
            text=True,
            env=_environment(cache),
        )
        seconds = time.perf_counter() - begin
        if done.returncode:
            found[way] = {"failure": done.stderr.strip().splitlines()[-1]}
        else:
            found[way] = json.loads(done.stdout.splitlines()[-1]) | {"seconds": seconds}
        say(f"load: {way}: {found[way]}")
        if cache.is_dir():
            for path in cache.iterdir():
                path.unlink()
            cache.rmdir()
    return found


def measure_reopening(
    folder: Path,
    cache: Path,
    *,
    rounds: int = 15,
    seed: int = 1,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, list[float]]:
    """Trace pairs in new processes over a snapshot that is there, in turn with importing numpy.

    Returns
    -------
    dict
        Seconds of each process, by `trace` and `import numpy`.

    Raises
    ------
    subprocess.CalledProcessError
        If a trace fails.
    """
    graph = load_graph(folder)
    ids = node_ids(graph)
    questions = draw_questions(graph, "all_paths", rounds + 1, seed=seed)
    seconds: dict[str, list[float]] = {"trace": [], "import numpy": []}
    for number, question in enumerate(questions):
        trace = [
            *(sys.executable, "-m", "msc_graph", "--data", str(folder / "kgx"), "trace"),
            *(ids[question.source], ids[question.target]),
            *("--walk", "any", "--undirected", "--max-hops", "3"),
        ]
        jobs = {"trace": trace, "import numpy": [sys.executable, "-c", "import numpy"]}
        for name, command in jobs.items():
            taken = _run_trace(command, cache)
            # The first of each makes the snapshot and compiles the modules.
            if number:
                seconds[name].append(taken)
    say(f"reopen: { ({n: round(statistics.median(s), 3) for n, s in seconds.items()}) }")
    return seconds


def _run_trace(command: Sequence[str], cache: Path) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=_environment(cache))
    return time.perf_counter() - begin


def _environment(cache: Path) -> dict[str, str]:
    """Of a process that may keep compiled modules, as installed ones are, and has this cache."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | {CACHE_VARIABLE: str(cache)}
