"""Figures as they are measured: nothing overlaps, nothing is crossed, all of it can be read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from figure_measure import find_faults, measure_texts
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import world

from msc_graph.analysis.subgraph import statements_around
from msc_graph.render.figure import draw_statements, draw_trace
from msc_graph.render.figure_fit import MAX_HEIGHT, SMALLEST
from msc_graph.render.figure_layers import arrange_layers
from msc_graph.render.figure_model import chains_of, model_chains, model_statements
from msc_graph.render.figure_order import _count_all, order_layers
from msc_graph.render.figure_settle import settle
from msc_graph.render.figure_words import clean_text, measure_width, wrap_address, wrap_words

TRACES = [
    ("miR-21a-5p", "atherosclerosis", {}),
    ("SHP2", "Alzheimer disease", {}),
    ("BM-MSC exosome", "Alzheimer disease", {"top": 6}),
    ("UC-MSC", "any:disease", {}),
    ("UC-MSC", "any:disease", {"top": 40, "engineered": True}),
    ("miR-146a", "any:disease", {}),
    ("any:microRNA", "osteoporosis", {"top": 12}),
    ("placental MSC exosome", "any:disease", {}),
    ("miR-144-5p", "any:hallmark", {}),
    ("AD-MSC", "any:hallmark", {"engineered": True}),
    ("NF-kB", "any:disease", {"max_hops": 8}),
    ("SIRT1", "any:disease", {"walk": "any", "max_hops": 2, "undirected": True}),
]


@pytest.mark.parametrize("width", [174, 85])
@pytest.mark.parametrize(("start", "end", "options"), TRACES, ids=lambda v: str(v)[:20])
def test_nothing_overlaps_in_a_trace(shipped, start, end, options, width):
    trace = shipped.trace(start, end, **options)
    assert trace.chains
    figure = draw_trace(trace, width_mm=width)
    assert find_faults(figure.sheet) == []
    assert figure.height_mm <= MAX_HEIGHT
    assert figure.sheet.diagram.style.size >= SMALLEST
    assert min(words.size for words in figure.sheet.words) >= SMALLEST


@pytest.mark.parametrize("width", [174, 85])
@pytest.mark.parametrize("name", ["SIRT1", "Alzheimer disease", "UC-MSC exosome"])
def test_nothing_overlaps_around_an_entity(shipped, name, width):
    entity = shipped.resolve(name).entity.id
    around = statements_around(shipped.corpus, entity)
    figure = shipped.figure(around, highlight=[entity], width_mm=width)
    assert find_faults(figure.sheet) == []


def test_two_columns_run_from_left_to_right_and_one_column_where_it_can(shipped):
    trace = shipped.trace("UC-MSC", "any:disease")
    assert not draw_trace(trace).sheet.diagram.style.down
    assert draw_trace(trace, width_mm=85).sheet.diagram.style.down
    around = statements_around(shipped.corpus, shipped.resolve("SIRT1").entity.id)
    assert not shipped.figure(around, width_mm=85).sheet.diagram.style.down


def test_the_measuring_finds_faults(shipped):
    sheet = draw_trace(shipped.trace("SHP2", "Alzheimer disease")).sheet
    assert len(measure_texts(sheet)) > 15
    first = sheet.words[0]
    sheet.words.append(replace(first, x=first.x + 0.5))
    sheet.words.append(replace(first, text="outside", x=sheet.width - 1))
    box = sheet.diagram.boxes[0]
    sheet.words.append(
        replace(first, text="on a frame", x=box.x + sheet.at[0] - 2, y=box.y + sheet.at[1] + 3)
    )
    faults = " ".join(find_faults(sheet))
    assert "overlaps" in faults
    assert "outside leaves the sheet" in faults
    assert "on a frame crosses the frame" in faults


names = st.sampled_from([f"e{i}" for i in range(9)])
labels = ["NF-κB", "hsa-miR-146a-5p", "a very long name of a process in a cell of the ovary", "x"]
kinds = ["Protein", "Pathway", "BiologicalProcess", "Disease", "VesiclePreparation", "Trial"]
predicates = ["activates", "inhibits", "regulates", "opposite_of", "carries", "part_of"]


@settings(max_examples=30)
@given(
    claims=st.lists(st.tuples(names, st.sampled_from(predicates), names), min_size=1, max_size=18),
    width=st.sampled_from([70.0, 85.0, 174.0, 260.0]),
)
def test_nothing_overlaps_whatever_is_joined(claims, width):
    given_ones = [
        (s, p, o, {"reference": f"PMID:{len(s + o + p)}"}) for s, p, o in claims if s != o
    ]
    if not given_ones:
        return
    named = {
        f"e{i}": f"{labels[i % len(labels)]} {i}" if i % 2 else labels[i % len(labels)]
        for i in range(9)
    }
    graph = world(*given_ones, categories={f"e{i}": kinds[i % len(kinds)] for i in range(9)})
    for entity in list(graph.corpus.entities.values()):
        graph.corpus.entities[entity.id] = entity._replace(label=named[entity.label])
    figure = draw_statements(
        graph.corpus, list(graph.statements.values()), width_mm=width, asked=["mscg:e0"]
    )
    assert find_faults(figure.sheet) == []


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("widest", [0, 2])
def test_every_line_leads_onwards_even_in_a_circle(compact, widest):
    graph = world(
        ("a", "activates", "b", {}),
        ("b", "activates", "c", {}),
        ("c", "inhibits", "a", {}),
        ("a", "activates", "c", {}),
    )
    model = model_statements(graph.corpus, graph.statements.values())
    layered = arrange_layers(model, compact=compact, widest=widest)
    assert sorted(s for row in layered.layers for s in row if isinstance(s, str)) == sorted(
        model.boxes
    )
    for number, gap in enumerate(layered.gaps):
        for segment in gap:
            assert segment.before in layered.layers[number]
            assert segment.after in layered.layers[number + 1]
    drawn = {segment.line for gap in layered.gaps for segment in gap}
    assert drawn == set(model.lines)


def test_sorting_never_adds_crossings(shipped):
    trace = shipped.trace("UC-MSC", "any:disease", top=15)
    model = model_chains(trace.corpus, chains_of(trace))
    for compact in (False, True):
        layered = arrange_layers(model, compact=compact)
        found = order_layers(layered)
        assert [sorted(map(str, row)) for row in found.layers] == [
            sorted(map(str, row)) for row in layered.layers
        ]
        assert _count_all(found.layers, found.gaps) < _count_all(layered.layers, layered.gaps)


rows = st.lists(
    st.tuples(st.floats(-50, 50), st.floats(0.1, 9), st.floats(0, 5)), min_size=1, max_size=9
)


@given(rows, st.floats(0, 5))
def test_a_row_keeps_its_order_its_distances_and_its_limits(row, play):
    wanted, weights, apart = (list(column) for column in zip(*row, strict=True))
    length = sum(apart[1:])
    places = settle(wanted, weights, apart, 0.0, length + play)
    assert places[0] >= -1e-6
    assert places[-1] <= length + play + 1e-6
    for number in range(1, len(places)):
        assert places[number] - places[number - 1] >= apart[number] - 1e-6


@given(st.lists(st.floats(0, 100), min_size=1, max_size=9).map(sorted))
def test_a_row_with_room_stands_where_it_wants_to(wanted):
    apart = [0.0] * len(wanted)
    assert settle(wanted, [1.0] * len(wanted), apart, 0, 100) == pytest.approx(wanted)


words = st.text(st.characters(min_codepoint=32, max_codepoint=0x3FF), min_size=1, max_size=60)


@given(words, st.sampled_from([12.0, 20.0, 40.0]))
def test_wrapped_text_fits_and_loses_nothing(text, width):
    text = clean_text(text)
    lines, cut = wrap_words(text, width, 6)
    assert all(measure_width(line, 6) <= width + 0.01 for line in lines)
    if not cut:
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    listed = wrap_address(text, width, 6)
    assert all(measure_width(line, 6) <= width + 0.01 for line in listed)
    assert "".join(listed).replace(" ", "") == text.replace(" ", "")


@given(st.text(max_size=300))
def test_any_text_becomes_one_harmless_line(text):
    cleaned = clean_text(text)
    assert len(cleaned) <= 96
    assert cleaned == clean_text(cleaned)
    assert cleaned.isprintable()
