"""A server whose graph changes: the next request sees the new one, and no request sees both."""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import TOY
from serving import (
    Server,
    ask_sparql,
    children,
    end_children,
    in_background,
    say_hello,
    start_server,
    wait_until,
)

#: What takes a second or so and has an answer.
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
LABEL = "SELECT ?l { <https://identifiers.org/hgnc/14929> rdfs:label ?l }"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy folder that tests may change, for a server of its own."""
    return Path(shutil.copytree(TOY, tmp_path_factory.mktemp("served") / "toy"))


@pytest.fixture(scope="module")
def changing(world: Path) -> Iterator[Server]:
    """A server of a world that changes."""
    with start_server("--workers", "1", data=[world]) as started:
        yield started


def replace(path: Path, text: str) -> None:
    """Put a file in the place of another, as careful programs do."""
    beside = path.with_suffix(".new")
    beside.write_text(text)
    beside.replace(path)


def rename(world: Path, label: str, more: str = "") -> None:
    """Change the label of one protein."""
    path = world / "entities" / "protein.tsv"
    replace(path, re.sub(r"(?m)^(HGNC:14929\t)[^\t]*", rf"\g<1>{label}", path.read_text()) + more)


def label(server: Server) -> str:
    """What the server calls that protein, by its query page and by its other processes."""
    reply = ask_sparql(server, LABEL)
    assert reply.status == 200
    return str(json.loads(reply.body)["results"]["bindings"][0]["l"]["value"])


def test_the_next_request_sees_a_graph_that_changed(changing, world):
    assert label(changing) == "SIRT1"
    assert wait_until(lambda: len(children(changing)) == 2)
    before = children(changing)
    tag = changing.get("/api/stats").headers["etag"]
    rename(world, "changed")
    assert wait_until(lambda: label(changing) == "changed")
    assert "changed" in changing.get("/api/resolve?term=changed").text
    assert changing.get("/api/stats", {"If-None-Match": tag}).status == 200
    # The processes of the old edition end, and the new ones are as many.
    assert wait_until(lambda: not before & children(changing))
    assert wait_until(lambda: len(children(changing)) == 2)


def test_files_that_are_merely_touched_change_nothing(changing, world):
    before, log = children(changing), changing.log
    (world / "entities" / "protein.tsv").touch()
    assert say_hello(changing)
    assert (children(changing), changing.log) == (before, log)


def test_data_that_break_leave_the_old_graph_and_one_line(changing, world):
    old = label(changing)
    rename(world, "broken", "nonsense\n")
    assert wait_until(lambda: label(changing) == old and "cannot be read" in changing.log)
    for _ in range(3):
        assert label(changing) == old
    assert changing.log.count("cannot be read") == 1
    assert "protein.tsv:" in changing.log
    end_children(changing)  # who takes their place holds the old graph all the same
    assert label(changing) == old
    assert changing.get(f"/api/resolve?term={old}").json()[0]["label"] == old
    shutil.copy(TOY / "entities" / "protein.tsv", world / "entities")
    assert wait_until(lambda: label(changing) == "SIRT1")


def test_a_request_keeps_its_graph_to_the_end(changing, world):
    """It began before the change and ends after it; its process ends only then."""
    with in_background(changing, SLOW) as replies:
        rename(world, "kept")
        assert wait_until(lambda: label(changing) == "kept")
    assert [reply.status for reply in replies] == [200]
    assert wait_until(lambda: len(children(changing)) == 2)


def test_many_requests_at_a_change_see_the_old_graph_or_the_new_one(changing, world):
    old = label(changing)
    seen: list[str] = []
    threads = [threading.Thread(target=lambda: seen.append(label(changing))) for _ in range(40)]
    for number, thread in enumerate(threads):
        thread.start()
        if number == 20:
            rename(world, "crowded")
    for thread in threads:
        thread.join()
    assert wait_until(lambda: label(changing) == "crowded"), changing.log
    assert len(seen) == 40
    assert set(seen) <= {old, "crowded"}


def test_a_compiled_graph_that_is_replaced_is_seen_and_held(tmp_path):
    """A KGX pair: replaced, then broken, and its processes ended: the last sound one is held."""
    table = tmp_path / "edges.tsv"
    rows = "subject\tpredicate\tobject\n{}:1\tbiolink:treats\tX:2\n"
    table.write_text(rows.format("OLD"))
    cache = {"MSC_GRAPH_CACHE": str(tmp_path / "cache")}
    with start_server("--workers", "1", data=[table], env=cache) as server:

        def holds(name: str) -> bool:
            found = ask_sparql(server, "SELECT ?s { ?s ?p ?o FILTER(isIRI(?o)) }").text
            return f"{name}:1" in found.replace("/", ":")

        assert holds("OLD")
        replace(table, rows.format("NEW"))
        assert holds("NEW")
        assert not holds("OLD")
        for snapshot in (tmp_path / "cache").iterdir():
            snapshot.unlink()
        replace(table, "nonsense\n")
        assert holds("NEW")
        end_children(server)
        assert holds("NEW")
        assert server.get("/api/stats").status == 200


def test_an_edition_hangs_on_the_content_alone(toy_copy):
    from msc_graph.web.workshop.watching import hash_content

    edition = hash_content([str(TOY)])
    assert len(edition) == 16
    assert hash_content([str(toy_copy)]) == edition
    path = toy_copy / "references.tsv"
    path.write_text(path.read_text() + "\n")
    assert hash_content([str(toy_copy)]) != edition
