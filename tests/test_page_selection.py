"""Of too much a page draws the best part and says so; neighbours are held at hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from worlds import world

from msc_graph.curation.corpus import Corpus
from msc_graph.graph import MechanismGraph
from msc_graph.records import Statement
from msc_graph.render import selection
from msc_graph.render.page import build_page
from msc_graph.render.reserve import choose_reserve
from msc_graph.render.selection import select_best

#: One strong and one weak line from `a`, and a line of middling strength further away.
GRAPH = world(
    ("a", "inhibits", "b", {"reference": "PMID:1"}),
    ("a", "inhibits", "c", {"reference": "PMID:2", "certainty": "hypothesis"}),
    ("d", "inhibits", "e", {"reference": "PMID:3", "study_type": "clinical"}),
    ("d", "inhibits", "f", {"reference": "PMID:4", "study_type": "review"}),
)


def names(graph: MechanismGraph, statements: dict[str, Statement]) -> list[str]:
    label = graph.corpus.label
    return sorted(f"{label(s.subject)}{label(s.object)}" for s in statements.values())


@pytest.fixture
def cap(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def lower(statements: int = 10_000, entities: int = 5_000, chains: int = 500) -> None:
        monkeypatch.setattr(selection, "MAX_STATEMENTS", statements)
        monkeypatch.setattr(selection, "MAX_ENTITIES", entities)
        monkeypatch.setattr(selection, "MAX_CHAINS", chains)

    return lower


def test_what_fits_is_kept_in_the_order_given():
    statements = list(GRAPH.statements.values())[::-1]
    chosen = select_best(GRAPH.corpus, [*statements, statements[0]])
    assert list(chosen.statements.values()) == statements
    assert chosen.warning == ""


def test_the_best_evidence_is_drawn_where_nothing_was_asked(cap: Callable[..., None]):
    cap(statements=2)
    chosen = select_best(GRAPH.corpus, GRAPH.statements.values())
    assert names(GRAPH, chosen.statements) == ["ab", "de"]
    assert "4 statements of 6 entities are too much" in chosen.warning
    assert "the best 2 of 4" in chosen.warning


def test_what_is_near_to_the_question_comes_before_what_is_sure(cap: Callable[..., None]):
    cap(statements=2)
    chosen = select_best(GRAPH.corpus, GRAPH.statements.values(), highlight=["mscg:a"])
    assert names(GRAPH, chosen.statements) == ["ab", "ac"]
    assert "nearest" in chosen.warning


def test_chains_come_first_and_whole_or_not_at_all(cap: Callable[..., None]):
    cap(statements=2)
    ids = {names(GRAPH, {i: s})[0]: i for i, s in GRAPH.statements.items()}
    chains = [[ids["df"]], [ids["ab"], ids["ac"]], [ids["de"]]]
    chosen = select_best(GRAPH.corpus, GRAPH.statements.values(), chains)
    assert chosen.chains == ((ids["df"],),)
    assert ids["df"] in chosen.statements
    assert "the best 1 of 3 chains" in chosen.warning


def test_entities_are_capped_too(cap: Callable[..., None]):
    cap(entities=3)
    chosen = select_best(GRAPH.corpus, GRAPH.statements.values())
    assert names(GRAPH, chosen.statements) == ["de", "df"], "both fit, a third pair does not"


def test_the_page_and_standard_error_say_it(
    cap: Callable[..., None], run: Callable[..., tuple[int, str, str]], tmp_path: Path
):
    cap(statements=5)
    path = tmp_path / "page.html"
    toy = Path(__file__).parent / "toy"
    code, _, err = run("--data", toy, "render", "-o", path)
    assert code == 0
    assert "too much for one page: it draws the best 5" in err
    assert "too much for one page: it draws the best 5" in path.read_text()


def test_a_trace_of_too_many_chains_lists_the_best(
    cap: Callable[..., None], run: Callable[..., tuple[int, str, str]], tmp_path: Path
):
    cap(chains=1)
    path = tmp_path / "page.html"
    toy = Path(__file__).parent / "toy"
    code, _, err = run(
        "--data", toy, "trace", "UC-MSC exosome", "Alzheimer disease", "--html", path
    )
    assert code == 0
    assert "it lists the best 1 of " in err
    assert path.read_text().count('class="chain"') == 1


def test_neighbours_are_held_in_turn_and_degrees_are_those_of_the_graph():
    graph = world(
        ("hub", "inhibits", "x", {"reference": "PMID:1"}),
        *[("hub", "inhibits", f"h{i}", {"reference": f"PMID:{i}"}) for i in range(5)],
        ("x", "inhibits", "far", {"reference": "PMID:9", "study_type": "review"}),
    )
    first = next(s for s in graph.statements.values() if s.object == "mscg:x")
    held = choose_reserve(graph.corpus, {first.id: first}, 2)
    assert "mscg:far" in {s.object for s in held.statements.values()}, "the hub does not take all"
    assert held.degrees["mscg:hub"] == 6
    assert choose_reserve(graph.corpus, {first.id: first}, 0).statements == {}


def test_a_page_holds_neighbours_but_lists_only_what_was_asked():
    first = next(s for s in GRAPH.statements.values() if s.object == "mscg:b")
    page = build_page(GRAPH.corpus, [first], title="One").text
    assert "2 entities, 1 statement," in page
    assert "1 neighbouring statement at hand" in page
    assert page.count("<tr data-row=") == 2
    assert page.count(" hidden><td>") == 1
    alone = build_page(GRAPH.corpus, [first], title="One", reserve=0).text
    assert alone.count("<tr data-row=") == 1


def test_nothing_is_selected_of_nothing():
    assert select_best(Corpus({}, {}, {}), []).statements == {}
