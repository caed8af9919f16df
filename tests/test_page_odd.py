"""Nothing, one thing, and things with odd names can be drawn: on a page, in a figure, in a cell."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from test_browser import make_visit, needs_chromium, open_browser
from test_page import Reader

from msc_graph.analysis.subgraph import statements_around
from msc_graph.curation.corpus import Corpus, EvidenceRow
from msc_graph.exceptions import UsageError
from msc_graph.graph import MechanismGraph
from msc_graph.records import Claim, Entity, Evidence, Statement, statement_id
from msc_graph.render.figure import FORMS

browser = pytest.fixture(scope="module")(open_browser)
visit = pytest.fixture(make_visit)

#: Label by id; what has none is called by its id.
NAMES = {
    "a b": "",
    "X:<é>&\"'": "漢字の病気",
    "X:漢字": "مرض الزهايمر",
    "X:\u202eabc": "การเจริญเติบโต",
    "X:a\nb\tc": "हिन्दी",
    "X:\x00": "\ud800",
    "": "\x00",
    "X:": "😀" * 50,
    "X:%zz": "W" * 500,
    "https://x.org/a#b": " ",
    "מחלה": "\u200b",
    "X:a|b": "$x$",
    "X:\u2028": "e\u0301",
    "X:{{7*7}}": "a\n\n\nb",
    "__proto__": "constructor",
    "constructor": "__proto__",
    "X:🧬": "\t",
}
CATEGORIES = ("Protein", "Disease", "", "Star<ship>", "MicroRNA", "CellPreparation")


def build(*claims: tuple[str, str, str], names: dict[str, str]) -> MechanismGraph:
    entities = {
        identifier: Entity(identifier, label, CATEGORIES[number % len(CATEGORIES)])
        for number, (identifier, label) in enumerate(names.items())
    }
    row = EvidenceRow.of(Evidence("supports", "stated", "stated", "in_vivo", "PMID:1"))
    statements = [Statement(statement_id(Claim(*claim)), *claim) for claim in claims]
    rows = {s.id: (row,) for s in statements}
    return MechanismGraph(Corpus(entities, {s.id: s for s in statements}, rows))


EMPTY = build(names={})
ONE = build(names={"X:1": "one"})
LOOP = build(("X:1", "activates", "X:1"), ("X:1", "opposite_of", "X:1"), names={"X:1": "one"})
_IDS = [*NAMES, next(iter(NAMES))]
ODD = build(
    *(
        (subject, "activates" if number % 2 else "x:odd <p>", obj)
        for number, (subject, obj) in enumerate(pairwise(_IDS))
    ),
    names=NAMES,
)
LOOP_CHAINS = [list(LOOP.statements), [next(iter(LOOP.statements))], []]


@pytest.mark.parametrize("graph", [EMPTY, ONE, LOOP, ODD], ids=["empty", "one", "loop", "odd"])
def test_a_whole_graph_can_be_drawn(graph: MechanismGraph):
    page = Reader(graph.render())
    assert len(page.data["edges"]) == len(graph.statements)
    assert f"{len(graph.statements)} statement" in page.text
    graph.render().encode("utf-8")
    graph._repr_html_().encode("utf-8")


@pytest.mark.parametrize("graph", [EMPTY, ONE, LOOP])
def test_a_figure_of_nothing_is_refused(graph: MechanismGraph):
    with pytest.raises(UsageError, match="nothing to draw"):
        graph.figure(tuple(graph.statements.values()))


@pytest.mark.parametrize("graph", [ONE, LOOP])
def test_an_end_that_is_the_start_has_no_chain_and_is_drawn(graph: MechanismGraph):
    found = graph.trace("one", "one", walk="any", undirected=True)
    page = Reader(graph.render(answer=found))
    assert [node["id"] for node in page.data["nodes"]] == ["X:1"]
    assert "No chain within these bounds." in page.text
    assert "No chain within these bounds" in found._repr_html_()
    with pytest.raises(UsageError, match="nothing to draw"):
        graph.figure(found)


def test_a_chain_onto_itself_is_read():
    page = Reader(LOOP.render(chains=LOOP_CHAINS))
    assert [chain["statements"] for chain in page.data["chains"]] == LOOP_CHAINS[:2]


@pytest.mark.parametrize("entity", NAMES)
def test_odd_names_can_be_drawn_alone_and_in_a_trace(entity: str):
    near = statements_around(ODD.corpus, entity)
    page = Reader(ODD.render(near, around=entity, highlight=[entity], title=entity))
    assert page.data["around"] == entity
    assert all(data["label"].strip() for data in page.data["entities"].values())
    figure = ODD.figure(near, title=entity, highlight=[entity])
    assert all(figure.to_bytes(form, dpi=72) for form in FORMS)
    found = ODD.trace(entity, next(s.object for s in near if s.subject == entity), walk="any")
    ODD.render(answer=found).encode("utf-8")
    found._repr_html_().encode("utf-8")


@needs_chromium
@pytest.mark.parametrize(
    ("graph", "options", "marks"),
    [
        (EMPTY, {}, set()),
        (ONE, {"around": "X:1", "highlight": ["X:1"]}, {"X:1"}),
        (LOOP, {"chains": LOOP_CHAINS}, {"X:1"}),
        (ODD, {"chains": [[identifier] for identifier in ODD.statements]}, set(NAMES)),
    ],
    ids=["empty", "one", "loop", "odd"],
)
def test_a_browser_draws_them_and_does_not_complain(
    visit: Any, graph: MechanismGraph, options: dict[str, Any], marks: set[str]
):
    seen = visit(graph.render(**options))
    assert seen.marks == marks
    for chain in seen.page.locator("#chains .chain").all()[:20]:
        chain.click()
    seen.page.keyboard.press("Escape")
    for mark in sorted(marks):
        seen.search(mark)
    seen.assert_quiet()
