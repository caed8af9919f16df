"""Where nodes stand: by category, without overlap, the same on every run."""

from __future__ import annotations

from itertools import pairwise

import pytest

from msc_graph.curation.corpus import Corpus
from msc_graph.records import Claim, Entity, Statement, statement_id
from msc_graph.render.bends import choose_bends
from msc_graph.render.layout import (
    BAND_TITLES,
    COLUMN_WIDTH,
    LINE_HEIGHT,
    MARK_HEIGHT,
    assign_bands,
    compute_layout,
    wrap_label,
)
from msc_graph.render.palette import GROUPS, mark_of
from msc_graph.vocabulary import load_vocabulary

KNOWN = load_vocabulary().predicates
CATEGORIES = ("MSCSource", "VesiclePreparation", "MicroRNA", "Protein", "Pathway", "Disease")


def claim(subject: str, predicate: str, obj: str) -> Statement:
    return Statement(statement_id(Claim(subject, predicate, obj)), subject, predicate, obj)


def many(size: int) -> tuple[list[Entity], list[Statement]]:
    entities = [
        Entity(f"x:{i}", f"thing number {i}", CATEGORIES[i * 7 % len(CATEGORIES)])
        for i in range(size)
    ]
    statements = [
        claim(f"x:{i}", "promotes", f"x:{(i * i + 3) * k % size}")
        for i in range(size)
        for k in (1, 2)
    ]
    return entities, statements


def test_source_stands_left_of_cargo_and_cargo_left_of_disease(toy: Corpus):
    places = compute_layout(toy.entities.values(), toy.statements.values(), toy.predicates)
    way = ["CL:0002569", "mscg:uc-msc-exosome", "mirbase.mature:MIMAT0000449", "HGNC:12036"]
    way += ["mscg:astrocyte-inflammation", "MONDO:0004975"]
    assert all(places[a][0] < places[b][0] for a, b in pairwise(way))
    bands = assign_bands(toy.entities.values(), toy.statements.values())
    titles = [BAND_TITLES[bands[node]] for node in way]
    assert titles == ["source", "preparation", "cargo", "target", "process", "disease, hallmark"]


def test_a_hallmark_that_a_chain_ends_in_stands_among_the_diseases():
    ageing, other = Entity("h", "ageing", "BiologicalProcess"), Entity("d", "d", "Disease")
    places = compute_layout([ageing, other], [], KNOWN, outcomes=["h"])
    assert places["h"][0] == places["d"][0]


def test_what_is_carried_is_cargo_whatever_its_kind():
    exosome, plain, carried = (
        Entity("e", "exosome", "VesiclePreparation"),
        Entity("p", "plain", "Protein"),
        Entity("c", "carried", "Protein"),
    )
    places = compute_layout([exosome, plain, carried], [claim("e", "carries", "c")], KNOWN)
    assert places["e"][0] < places["c"][0] < places["p"][0]


def test_hops_within_a_category_run_left_to_right_and_cycles_end():
    proteins = [Entity(i, i, "Protein") for i in "abc"]
    chain = [claim("c", "activates", "b"), claim("b", "inhibits", "a")]
    places = compute_layout(proteins, chain, KNOWN)
    assert places["c"][0] < places["b"][0] < places["a"][0]
    assert (
        len(set(compute_layout(proteins, [*chain, claim("a", "activates", "c")], KNOWN).values()))
        == 3
    )


def test_order_of_input_does_not_matter(toy: Corpus):
    entities, statements = list(toy.entities.values()), list(toy.statements.values())
    assert compute_layout(entities, statements, KNOWN) == compute_layout(
        entities[::-1], statements[::-1], KNOWN
    )
    assert compute_layout(entities, [], KNOWN) == compute_layout(entities[::-1], [], KNOWN)


@pytest.mark.parametrize("size", [0, 1, 40, 400])
def test_no_mark_or_label_covers_another(size: int):
    entities, statements = many(size)
    places = compute_layout(entities, statements, KNOWN)
    assert len(places) == size
    columns: dict[int, list[tuple[int, int]]] = {}
    for entity in entities:
        x, y = places[entity.id]
        lines = wrap_label(entity.label).count("\n") + 1
        columns.setdefault(x, []).append((y, MARK_HEIGHT + LINE_HEIGHT * lines))
    assert all(b - a >= COLUMN_WIDTH for a, b in pairwise(sorted(columns)))
    for column in columns.values():
        assert all(low[0] - high[0] >= high[1] for high, low in pairwise(sorted(column)))


def test_a_large_graph_fits_a_screen():
    entities, statements = many(1500)
    places = compute_layout(entities, statements, KNOWN)
    width = max(x for x, _ in places.values()) - min(x for x, _ in places.values())
    height = max(y for _, y in places.values()) - min(y for _, y in places.values())
    assert 0.3 < height / width < 0.9


def test_an_end_that_is_not_drawn_is_passed_over():
    assert compute_layout([Entity("a", "a", "Protein")], [claim("a", "inhibits", "b")], KNOWN) == {
        "a": (0, 0)
    }


def test_parallel_lines_part_and_opposite_ones_too():
    places, lines = {"a": (0, 0), "b": (200, 0)}, {"a": 1, "b": 1}
    statements = [
        claim("a", "activates", "b"),
        claim("a", "inhibits", "b"),
        claim("b", "inhibits", "a"),
    ]
    bends = choose_bends(statements, places, lines)
    # Roundness is seen from the subject: a line the other way bends to the other side.
    seen = {bends[s.id] if s.subject == "a" else -bends[s.id] for s in statements}
    assert len(seen) == 3


def test_a_line_onto_itself_can_be_drawn():
    loop = claim("a", "activates", "a")
    assert choose_bends([loop], {"a": (0, 0)}, {"a": 1}) == {}


def test_every_category_has_its_own_mark():
    categories = load_vocabulary().categories
    assert {name for group in GROUPS for name in group.members} == set(categories)
    marks = [(mark_of(name).colour, mark_of(name).shape) for name in categories]
    assert len(set(marks)) == len(marks)
