"""What a server holds, and what it leaves behind: whatever becomes of the files, and however it ends."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest
from conftest import TOY
from serving import (
    Server,
    ask_sparql,
    children,
    end_children,
    is_running,
    say_hello,
    start_server,
    wait_until,
)

from msc_graph.store.child import Child
from msc_graph.web.settings import Settings
from msc_graph.web.workshop import engine as workshop
from msc_graph.web.workshop import holding, loading
from msc_graph.web.workshop.engine import Engine
from msc_graph.web.workshop.loading import load
from msc_graph.web.workshop.watching import hash_content

ROOT = Path(__file__).parent.parent
EDGES = "subject\tpredicate\tobject\nX:1\tbiolink:treats\tX:2\n"


def check_all_hold_the_old_graph(server: Server) -> None:
    """Also those who take the place of processes that ended; and the operator knows why."""
    assert wait_until(lambda: say_hello(server) and "so the old one stays" in server.log)
    end_children(server)
    assert say_hello(server)
    assert server.get("/entity/HGNC:14929").status == 200
    assert server.get("/trace?start=SIRT1&end=TRAF6").status == 200
    assert server.get("/api/stats").status == 200


# --- the graph stays what it is -------------------------------------------------------------------


def test_the_tables_beside_a_compiled_graph_are_held(toy_copy, tmp_path):
    edges = tmp_path / "edges.tsv"
    edges.write_text(EDGES)
    cache = {"MSC_GRAPH_CACHE": str(tmp_path / "cache")}
    with start_server("--workers", "1", data=[edges, toy_copy], env=cache) as server:
        before = server.get("/entity/HGNC:14929").text
        assert "The title has it raised." in before
        (toy_copy / "errata.tsv").write_text("nonsense\n")
        check_all_hold_the_old_graph(server)
        assert server.get("/entity/HGNC:14929").text == before


def test_the_words_of_the_ontology_are_held(tmp_path, monkeypatch):
    """On a copy of the package, whose table of words breaks."""
    copy = tmp_path / "package"
    shutil.copytree(
        ROOT / "msc_graph", copy / "msc_graph", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(ROOT / "ontology", copy / "ontology")
    (copy / "graph_data").symlink_to(ROOT / "graph_data")
    monkeypatch.chdir(copy)
    with start_server("--workers", "1", data=[TOY]) as server:
        assert say_hello(server)
        (copy / "ontology" / "vocabulary.tsv").write_text("nonsense\n")
        check_all_hold_the_old_graph(server)
        assert "vocabulary.tsv: is not the table of words" in server.log


@pytest.mark.parametrize("place", [holding._OPEN, "/nowhere/{process}/{number}"])
def test_a_held_file_is_the_very_one(tmp_path, monkeypatch, place):
    """By the number of the open file, or where a system has no such names, by a further one."""
    monkeypatch.setattr(holding, "_OPEN", place)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = tmp_path / "folder" / "snapshot"
    path.parent.mkdir()
    path.write_text("old")
    held = holding.HeldFile(str(path))
    shutil.rmtree(path.parent)
    assert Path(held.path).read_text() == "old"
    assert held.size == 3
    del held
    assert list(tmp_path.iterdir()) == []


# --- files that change ----------------------------------------------------------------------------


def test_a_graph_that_was_read_while_it_changed_is_read_again(toy_copy, monkeypatch):
    """Its files change in every round; then they have their rest, and nothing else tells of it."""
    path = toy_copy / "entities" / "protein.tsv"
    text, rounds = path.read_text(), 0

    def change(corpus: object) -> bytes:
        nonlocal rounds
        rounds += 1
        path.write_text(text.replace("\tSIRT1\t", f"\tchange {rounds}\t"))
        return b""

    monkeypatch.setattr(loading, "pack_graph", change)
    found = loading._read([str(toy_copy)], "")
    assert found is not None
    loaded = load((str(toy_copy),), found.edition)
    assert loaded is not None
    assert loaded.edition == hash_content([str(toy_copy)])
    assert f"change {loading._ROUNDS}".encode() in loaded.quads


def test_an_edition_that_is_known_is_not_read(toy_copy, monkeypatch):
    known = hash_content([str(toy_copy)])
    monkeypatch.delattr(loading.MechanismGraph, "load")
    assert loading._read([str(toy_copy)], known) is None
    assert load((str(toy_copy),), known) is None


def test_files_that_never_rest_do_not_hold_a_request(monkeypatch):
    """There is a change at every look, and the old graph answers once patience is over."""
    looks = 0

    def glance(_: object) -> int:
        nonlocal looks
        looks += 1
        return looks

    class Edition:
        id = ""

        def __init__(self, *_: object) -> None:
            self.users = 0

        def join(self) -> None:
            self.users += 1

        def leave(self) -> None:
            self.users -= 1

    monkeypatch.setattr(workshop, "glance", glance)
    monkeypatch.setattr(workshop, "Edition", Edition)
    monkeypatch.setattr(workshop, "load", lambda *_, started: None if looks > 1 else object())
    monkeypatch.setattr(workshop, "_PATIENCE", 0.3)

    async def ask() -> None:
        engine = Engine(Settings())
        with anyio.fail_after(60):
            async with engine.hold_edition():
                assert looks > 2

    anyio.run(ask)


# --- nothing is left behind -----------------------------------------------------------------------


@pytest.fixture
def nowhere(tmp_path: Path) -> dict[str, str]:
    """An environment without room in the cache, and with a temporary folder of its own."""
    (tmp_path / "file").touch()
    (tmp_path / "temporary").mkdir()
    return {
        "MSC_GRAPH_CACHE": str(tmp_path / "file" / "cache"),
        "TMPDIR": str(tmp_path / "temporary"),
    }


def test_no_snapshot_is_left_where_the_cache_has_no_room(tmp_path, nowhere):
    edges = tmp_path / "edges.tsv"
    edges.write_text(EDGES)
    left = (tmp_path / "temporary").iterdir
    with start_server("--workers", "1", data=[edges], env=nowhere) as server:

        def holds_new() -> bool:
            found = ask_sparql(server, "SELECT ?s { ?s ?p ?o FILTER(isIRI(?o)) }").text
            return "Y:1" in found.replace("/", ":")

        edges.touch()
        assert not holds_new()
        edges.write_text(f"{EDGES}Y:1\tbiolink:treats\tX:2\n")
        assert wait_until(holds_new)
        assert wait_until(lambda: len(children(server)) == 2)  # those of the old graph have gone
        end_children(server)
        assert server.get("/api/stats").status == 200
        assert list(left()) == []
    assert list(left()) == []


def test_nothing_is_left_of_a_graph_that_was_being_read(tmp_path, nowhere):
    """SIGTERM, while a file of RDF is being sorted on disk."""
    source = tmp_path / "graph.nt.gz"
    source.write_bytes(gzip.compress(b"<urn:a> <urn:b> <urn:c> .\n"))
    (tmp_path / "sitecustomize.py").write_text(
        "import sys, time\n"
        "if 'msc_graph.web.workshop.loading' in sys.orig_argv:\n"
        "    from msc_graph.store import stream\n"
        "    stream.Spool.read = lambda *_: time.sleep(600)\n"
    )
    temporary = tmp_path / "temporary"
    paths = os.pathsep.join((str(tmp_path), *filter(None, sys.path)))
    process = subprocess.Popen(
        [sys.executable, "-m", "msc_graph", "--data", str(source), "serve", "--port", "0"],
        env={**os.environ, **nowhere, "PYTHONPATH": paths},
    )
    try:
        assert wait_until(lambda: any(temporary.rglob("CURRENT")))
        found = children(process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
    assert not any(map(is_running, found))
    assert list(temporary.iterdir()) == []


def test_a_graph_is_read_where_there_is_no_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    assert load((str(TOY),)) is not None


# --- failures are told ----------------------------------------------------------------------------


def start_in_vain(folder: Path, *data: Path) -> str:
    """What a server says that cannot begin, for want of a module that this folder spoils."""
    command = [sys.executable, "-m", "msc_graph", *(w for d in data for w in ("--data", str(d)))]
    paths = os.pathsep.join((str(folder), *filter(None, sys.path)))
    done = subprocess.run(
        [*command, "serve", "--port", "0"],
        env={**os.environ, "PYTHONPATH": paths, "MSC_GRAPH_CACHE": str(folder / "cache")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 2
    return done.stderr


def test_the_cause_is_told_if_a_graph_cannot_be_read(tmp_path):
    """numpy is broken, which compiles it."""
    (tmp_path / "numpy.py").write_text("raise RuntimeError('spoilt on purpose')\n")
    (tmp_path / "edges.tsv").write_text(EDGES)
    told = start_in_vain(tmp_path, tmp_path / "edges.tsv")
    assert "Traceback" in told
    last = told.splitlines()[-1]
    assert "the graph could not be read: RuntimeError: spoilt on purpose" in last
    assert "memory" not in told


def test_the_cause_is_told_if_a_process_cannot_begin(tmp_path):
    """A job is broken, which only the processes import."""
    (tmp_path / "sitecustomize.py").write_text(
        "from msc_graph.web import jobs\njobs.JOBS = {'stats': 'no_such_room:stats'}\n"
    )
    told = start_in_vain(tmp_path, TOY)
    assert "ModuleNotFoundError: No module named 'msc_graph.web.jobs.no_such_room'" in told
    assert told.splitlines()[-1].endswith("a process could not hold the graph; the log says why")
    assert "memory" not in told


@pytest.mark.parametrize(
    ("end", "why"),
    [(lambda child: os.kill(child.pid, signal.SIGKILL), "more memory"), (Child.kill, "has ended")],
    ids=["by the system", "by us"],
)
def test_memory_is_blamed_where_it_was_that(end: Callable[[Child], object], why: str):
    with pytest.raises(Exception, match=f"could not be read: .*{why}"):
        load((str(TOY),), started=end)
