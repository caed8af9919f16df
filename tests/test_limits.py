"""On the real graph: what would never end is ended at its limit, and others are answered meanwhile."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from test_pool import wait_for

from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import LimitError, MSCGraphError, QueryError, StoreError, UsageError
from msc_graph.graph import MechanismGraph
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.store import embedded
from msc_graph.store.base import Answer, Term
from msc_graph.store.embedded import EmbeddedStore, open_store
from msc_graph.store.results import read_answer
from msc_graph.store.serialise import dump_nquads
from msc_graph.store.ticket import Ticket, WithdrawnError

LIMIT = 2.0
SIZE = 20_000_000
PLACES, CHILDREN = 4, 5
ALL = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
DOUBLED = [f"BIND(CONCAT(?s{i}, ?s{i}) AS ?s{i + 1})" for i in range(40)]
GROWN = " ".join(f"BIND(REPLACE(?s{i}, 'a', 'aaaaaaaaaa') AS ?s{i + 1})" for i in range(12))
MONSTERS = {
    "a cross product": f"SELECT (COUNT(*) AS ?n) {{ {ALL} }}",
    "one in order": f"SELECT * {{ {ALL} }} ORDER BY ?i ?f ?c",
    "one in groups": "SELECT ?c (GROUP_CONCAT(?f) AS ?x) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?c",
    "a deep path": "SELECT (COUNT(*) AS ?n) { ?a (!rdf:type|^!rdf:type)* ?b }",
    "regular expressions": "SELECT (COUNT(*) AS ?n) { ?a rdfs:label ?l . ?b rdfs:label ?m . "
    "?c rdfs:label ?k FILTER(REGEX(CONCAT(?l, ?m, ?k), '(a*)*b(.*)*(x+x+)+y')) }",
    "doubling": f"SELECT ?s40 {{ BIND('xxxxxxxxxxxxxxxx' AS ?s0) {' '.join(DOUBLED)} }}",
    "growth": f"SELECT ?s12 {{ BIND('aaaaaaaaaa' AS ?s0) {GROWN} }}",
}
SHORT = (
    "SELECT ?l { HGNC:9588 rdfs:label ?l }",
    "SELECT ?x { ?x a msco:MicroRNA ; rdfs:label ?l } LIMIT 20",
)


@pytest.fixture(scope="module")
def quads(shipped: MechanismGraph) -> bytes:
    return dump_nquads(shipped.corpus)


@pytest.fixture(scope="module")
def names(shipped: MechanismGraph) -> Namespaces:
    return Namespaces(shipped.corpus.prefixes)


@pytest.fixture(scope="module")
def store(quads: bytes, names: Namespaces) -> Iterator[EmbeddedStore]:
    with EmbeddedStore(
        lambda: quads, names, workers=PLACES, memory=1 << 30, size=SIZE, check=False
    ) as opened:
        opened.fill()
        yield opened


class Asker(threading.Thread):
    """One who asks in a thread of his own."""

    def __init__(self, store: EmbeddedStore, query: str, timeout: float = LIMIT) -> None:
        super().__init__()
        self._store, self._query, self._timeout = store, query, timeout
        self.ticket = Ticket()
        self.answer: Answer | None = None
        self.error: MSCGraphError | None = None
        self.start()

    def run(self) -> None:
        self.begun = time.monotonic()
        try:
            self.answer = self._store.query(self._query, timeout=self._timeout, ticket=self.ticket)
        except MSCGraphError as error:
            self.error = error
        self.ended = time.monotonic()


class Guest(threading.Thread):
    """One who asks short questions all the time, and notes when each was answered."""

    def __init__(self, store: EmbeddedStore, query: str) -> None:
        super().__init__()
        self._store, self._query = store, query
        self._expected = store.query(query)
        self.gone = threading.Event()
        self.answered: list[float] = []
        self.start()

    def __enter__(self) -> Guest:
        return self

    def __exit__(self, *_: object) -> None:
        self.gone.set()
        self.join()

    def run(self) -> None:
        while not self.gone.wait(0.02):
            assert self._store.query(self._query, timeout=60) == self._expected
            self.answered.append(time.monotonic())


def limit_of(error: Exception | None) -> str:
    assert isinstance(error, LimitError)
    return error.limit


def wait_until_whole(store: EmbeddedStore, before: set[int] | None = None) -> set[int]:
    """The children, when all are there; of those before, none is left that was stopped."""

    def left() -> bool:
        gone = (before or set()) - set(store._pool.pids)
        return any(Path(f"/proc/{pid}").exists() for pid in gone)

    until = time.monotonic() + 60
    while len(store._pool.pids) < CHILDREN or left():
        assert time.monotonic() < until
        time.sleep(0.02)
    return set(store._pool.pids)


@pytest.mark.parametrize(
    "chosen", [["a cross product", "a deep path", "one in order"], list(MONSTERS)], ids=len
)
def test_monsters_end_at_their_limit_and_others_are_answered(
    store: EmbeddedStore, chosen: list[str]
) -> None:
    """How soon after it is measured by `benchmarks/soak.py`."""
    before = wait_until_whole(store)
    with ExitStack() as here:  # whatever happens, nobody goes on asking
        guests = [here.enter_context(Guest(store, query)) for query in SHORT]
        monsters = [Asker(store, MONSTERS[name]) for name in chosen]
        for monster in monsters:
            monster.join(60)
            assert limit_of(monster.error) in ("time", "memory", "queue")
        wait_until_whole(store, before)
    begun = max(monster.begun for monster in monsters)
    ended = max(monster.ended for monster in monsters)
    # Where a place is left, they notice nothing; else they wait, as all monsters end within the limit.
    last = ended if len(chosen) < PLACES else math.inf
    for guest in guests:
        assert any(begun < moment < last for moment in guest.answered)


@pytest.mark.parametrize("name", ["doubling", "one in order"])
def test_memory_is_told_from_time(store: EmbeddedStore, name: str) -> None:
    with pytest.raises(LimitError, match=r"more memory than allowed \(memory limit\)") as caught:
        store.query(MONSTERS[name], timeout=60)
    assert caught.value.limit == "memory"


@pytest.mark.parametrize(
    "query",
    [
        "ASK " + "{" * 50_000 + "}" * 49_990,
        "ASK { FILTER(" + "(" * 40_000 + "1" + ")" * 40_000 + ") }",
        "ASK { " + "?s?p?o." * 14_000 + " }",
        "ASK { ?s " + "?p ?o ; " * 12_000 + "?p ?o }",
        "ASK { FILTER(" + "1+" * 45_000 + "1) }",
        "ASK { ?s ?p ?o FILTER(?o IN (" + "1," * 45_000 + "1)) }",
        "ASK { ?s ?p ?o FILTER(?o = " + "STR(" * 500 + "?o" + ")" * 500 + ") }",
    ],
    ids=["braces", "brackets", "triples", "predicates", "sum", "list", "calls"],
)
def test_parsing_is_part_of_the_time(store: EmbeddedStore, query: str) -> None:
    """A query that is hard to read is refused, answered or ended at its limit."""
    asker = Asker(store, query, 0.7)
    asker.join(60)
    assert not asker.is_alive()
    assert asker.answer or isinstance(asker.error, LimitError | QueryError)


def test_a_hard_query_is_not_read_by_the_asker(store: EmbeddedStore) -> None:
    """Nobody else in this process waits for the parser meanwhile."""
    wait_until_whole(store)
    begin = time.process_time()
    hard = Asker(store, "ASK { FILTER(" + "1+" * 45_000 + "1) }", 1)
    hard.join()
    assert limit_of(hard.error) == "time"
    assert time.process_time() - begin < 0.7  # of our own processor time, not of the child's


def test_a_withdrawn_query_stops(store: EmbeddedStore) -> None:
    before = wait_until_whole(store)
    asker = Asker(store, MONSTERS["a cross product"], 60)
    time.sleep(0.3)
    asker.ticket.withdraw()
    asker.join(30)
    assert isinstance(asker.error, WithdrawnError)
    wait_until_whole(store, before)


def test_rows_and_bytes_have_limits(store: EmbeddedStore) -> None:
    every = "SELECT * { ?s ?p ?o }"
    long = f"SELECT ?s14 {{ ?x a ?c BIND(STR(owl:Class) AS ?s0) {' '.join(DOUBLED[:14])} }}"
    with pytest.raises(LimitError, match="more than 100 rows") as caught:
        store.query(every, limit=100)
    assert caught.value.limit == "rows"
    for ask in (store.query, lambda query: store.write(query, "json")):
        pids = store._pool.pids
        with pytest.raises(LimitError, match="size limit") as caught:
            ask(long)
        assert caught.value.limit == "size"
        assert store._pool.pids == pids  # it was no child's end


def test_a_child_writes_what_its_parent_would(store: EmbeddedStore) -> None:
    query = "SELECT ?l { ?x rdfs:label ?l } ORDER BY ?l LIMIT 50"
    written = store.write(query, "tsv", bindings=None)
    assert read_answer("select", written, "text/tab-separated-values") == store.query(query)
    graph = store.write("CONSTRUCT WHERE { HGNC:9588 rdfs:label ?l }", "turtle")
    assert b'"PTEN"' in graph
    assert b"@prefix rdfs:" in graph
    bound = store.write("ASK { ?x rdfs:label ?l }", "json", bindings={"l": Term("literal", "PTEN")})
    assert b"true" in bound
    with pytest.raises(UsageError, match="a table cannot be written as turtle"):
        store.write(query, "turtle")
    with pytest.raises(UsageError, match="XML cannot hold"):
        store.write(r"SELECT ('\u0001' AS ?x) {}".replace(r"\u0001", "\x01"), "xml")


def test_a_large_graph_is_shared_on_disk(
    toy: Corpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(embedded, "_LARGE", 10_000)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    queries = (
        "SELECT ?x { ?x a msco:Statement } ORDER BY ?x",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/msc-graph/graph/ontology> { ?s ?p ?o }",
    )
    with open_store(toy, workers=2) as shelved, open_store(toy) as held:
        for query in queries:
            assert shelved.query(query) == held.query(query)
        (folder,) = tmp_path.iterdir()
        assert folder.stat().st_mode & 0o077 == 0
        with pytest.raises(LimitError):
            shelved.query(MONSTERS["a cross product"], timeout=0.3)
        assert shelved.query("ASK {}").boolean
        shelved.close()
        wait_for(lambda: not list(tmp_path.iterdir()))  # a child may be being started with it
        assert shelved.query("ASK {}").boolean  # it can be used again
    wait_for(lambda: not list(tmp_path.iterdir()))


def test_a_folder_without_room_is_told(
    toy: Corpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(embedded, "_LARGE", 10_000)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    with open_store(toy, workers=2) as store, pytest.raises(StoreError, match="TMPDIR"):
        store.query("ASK {}")
