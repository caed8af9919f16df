"""Statements chosen and counted: the same from records and from a mapped graph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_graph.analysis.array_selection import select_numbers
from msc_graph.analysis.array_tally import tally_arrays
from msc_graph.analysis.counts import count_graph, count_predicates
from msc_graph.analysis.paging import take_page
from msc_graph.analysis.selection import Conditions, select_statements
from msc_graph.curation.corpus import Corpus
from msc_graph.graph import MechanismGraph


@pytest.fixture(scope="module")
def mapped(tmp_path_factory) -> Corpus:
    folder = tmp_path_factory.mktemp("kgx")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MSC_GRAPH_CACHE", str(folder / "cache"))
        MechanismGraph.load().export("kgx", folder / "kgx")
        return MechanismGraph.load(folder / "kgx").corpus


@pytest.fixture(scope="module")
def held(mapped) -> Corpus:
    """The same as records, in the same order."""
    return Corpus(
        dict(mapped.entities.items()),
        {s.id: s for s in mapped.statements.values()},
        {s: mapped.rows[s] for s in mapped.statements},
        references=mapped.references,
    )


def test_what_a_graph_holds_is_counted_alike(mapped, held):
    assert count_graph(mapped) == count_graph(held)
    counted = {row["predicate"]: row["statements"] for row in count_predicates(held)}
    assert counted == {name: tally_arrays(mapped).predicates[name] for name in counted}


_SOME = ("", "MONDO:0004975", "mirbase.mature:MIMAT0000449", "HGNC:9644", "X:none")
_WANTED = st.builds(
    Conditions,
    subject=st.sampled_from(_SOME),
    object=st.sampled_from(("", "", "MONDO:0004975")),
    entity=st.sampled_from(_SOME),
    predicates=st.sampled_from([frozenset(), frozenset({"inhibits", "reduces"})]),
    subject_category=st.sampled_from(("", "", "MicroRNA")),
    object_category=st.sampled_from(("", "", "Disease", "None")),
    category=st.sampled_from(("", "", "Protein")),
    statuses=st.sampled_from([frozenset(), frozenset({"disputed", "superseded"})]),
    sign=st.sampled_from((None, None, 1, -1, 0)),
    negated=st.sampled_from((None, None, True, False)),
    reference=st.sampled_from(("", "", "PMID:32612165", "PMID:3261216", "32612165")),
    study_types=st.sampled_from([frozenset(), frozenset({"in_vivo", "clinical"})]),
)


@given(_WANTED, st.integers(0, 20), st.integers(1, 20))
def test_arrays_choose_as_records_do(mapped, held, wanted, start, limit):
    page = select_statements(mapped, wanted, start=start, limit=limit)
    assert page == select_statements(held, wanted, start=start, limit=limit)
    assert page.total == len(select_numbers(mapped, wanted))


@given(st.lists(st.integers(), max_size=20), st.integers(1, 7))
def test_pages_make_the_whole(items, limit):
    found, start = [], 0
    while start is not None:
        page = take_page(items, start, limit)
        assert page.total == len(items)
        found += page.items
        start = page.next
    assert found == items


def test_all_is_one_page(shipped):
    page = select_statements(shipped.corpus, Conditions())
    assert (page.total, page.next) == (len(shipped.statements), None)
    assert page.items == tuple(shipped.statements.values())
