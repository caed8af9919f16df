"""Names suggested while somebody types, on records and on a mapped graph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_graph.analysis.names import NameIndex
from msc_graph.analysis.suggest import NameSearch, fold_name
from msc_graph.graph import MechanismGraph
from msc_graph.records import Entity
from msc_graph.snapshot import names as snapshot_names
from msc_graph.snapshot.format import Texts, join_texts
from msc_graph.snapshot.search import LabelSearch


@pytest.fixture(scope="module")
def mapped(tmp_path_factory) -> MechanismGraph:
    folder = tmp_path_factory.mktemp("kgx")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MSC_GRAPH_CACHE", str(folder / "cache"))
        MechanismGraph.load().export("kgx", folder / "kgx")
        return MechanismGraph.load(folder / "kgx")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("alzh", "Alzheimer disease"),
        ("Alzheimer's disease", "Alzheimer disease"),
        ("alzeimer", "Alzheimer disease"),
        ("NF-κB", "NFkappaB"),
        ("nf kappa", "NFkappaB"),
        ("microrna 146a", "hsa-miR-146a-5p"),
        ("miR-146", "hsa-miR-146a-5p"),
        ("hucmsc exo", "UC-MSC exosome"),
        ("HGNC:9644", "PTPN11"),
        ("SHP2", "PTPN11"),
    ],
)
def test_the_likeliest_comes_first(shipped, mapped, typed, first):
    for kg in (shipped, mapped):
        assert kg.names.suggest(typed)[0].entity.label == first


def test_beginnings_go_before_words_and_words_before_the_rest():
    labels = ("cell", "celling", "a cell", "excellent", "cell", "nothing")
    entities = [Entity(f"X:{n}", label, "Protein") for n, label in enumerate(labels)]
    found = NameSearch(entities).find("cell", 10)
    assert [one.name for one in found] == ["cell", "cell", "celling", "a cell", "excellent"]


def test_an_entity_is_suggested_once_and_by_its_best_name(shipped):
    for typed in ("a", "mi", "exo", "disease", "HGNC:"):
        ids = [one.entity.id for one in shipped.names.suggest(typed, 50)]
        assert 10 < len(ids) == len(set(ids))
    entity = Entity("X:1", "tumour necrosis factor", "Protein", synonyms=("TNF", "TNF alpha"))
    assert NameSearch([entity]).find("tn", 5)[0].name == "TNF"


@given(st.text(max_size=30), st.integers(1, 5))
def test_any_text_may_be_typed(shipped, typed, limit):
    found = shipped.names.suggest(typed, limit)
    assert len(found) <= limit
    for one in found:
        assert one.name in (one.entity.label, one.entity.id, *one.entity.synonyms)


_LABELS = st.lists(st.text("aAbB .é", max_size=12), max_size=12)


@given(_LABELS, st.text("aAbBé ", min_size=1, max_size=10).filter(str.strip))
def test_labels_are_searched_as_texts_are(labels, typed):
    search = LabelSearch(Texts(*join_texts([label.encode() for label in labels])))
    wanted = typed.strip().encode().lower()
    lower = [label.encode().lower() for label in labels]
    assert search.all(typed).tolist() == [n for n, label in enumerate(lower) if wanted in label]
    begin = search.beginning(typed).tolist()
    assert sorted(begin) == [n for n, label in enumerate(lower) if label.startswith(wanted)]
    inside = search.inside(typed).tolist()
    assert sorted(inside) == [n for n, label in enumerate(lower) if wanted in label[1:]]
    assert len(set(inside)) == len(inside)


def test_a_label_is_found_across_the_pieces_of_a_search(monkeypatch):
    monkeypatch.setattr("msc_graph.snapshot.search._PIECE", 3)
    search = LabelSearch(Texts(*join_texts([b"abcdef", b"cde", b"xbcdey"])))
    assert search.all("bcde").tolist() == [0, 2]


@pytest.mark.parametrize("typed", ["Alzheimer d", "SHP2", "apopt", "alzeimer diseas", "a", "  "])
def test_a_large_graph_is_searched_by_its_labels(mapped, monkeypatch, typed):
    monkeypatch.setattr(snapshot_names, "_FEW", 0)
    found = mapped.names.suggest(typed, 5)
    if not typed.strip():
        assert found == ()
        return
    assert found
    known = NameIndex(mapped.entities).suggest(typed, 50)
    assert found[0].entity.id in {one.entity.id for one in known}
    page = mapped.names.list_entities(text="miR-2", category="MicroRNA", limit=3)
    every = [e for e in mapped.entities.values() if "mir-2" in e.label.lower()]
    chosen = [e for e in every if e.category == "MicroRNA"]
    assert (page.total, page.items, page.next) == (len(chosen), tuple(chosen[:3]), 3)


def test_entities_are_listed_alike_from_records_and_arrays(shipped, mapped, monkeypatch):
    asked = {"category": "Disease", "start": 2, "limit": 4}
    page = shipped.names.list_entities(**asked)
    monkeypatch.setattr(snapshot_names, "_FEW", 0)
    other = mapped.names.list_entities(**asked)
    assert page.total == other.total
    assert {e.category for e in (*page.items, *other.items)} == {"Disease"}
    assert page.next == other.next == 6


def test_folding_keeps_one_line():
    assert fold_name(" A\n b ") == "a b"
