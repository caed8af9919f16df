"""CURIEs and IRIs: there and back without loss, whatever an identifier holds."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_graph.exceptions import UsageError
from msc_graph.rdf.namespaces import Namespaces, is_absolute
from msc_graph.vocabulary import load_prefixes

NAMES = Namespaces(load_prefixes())
LOCAL = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
TRICKY = st.text('%25<>3CEF"{}|^`\\#[]()é\u2028\xa0 ;:/?\n', min_size=1)


@given(LOCAL | TRICKY)
def test_curie_round_trip_is_exact(local: str) -> None:
    iri = NAMES.expand(f"doi:{local}")
    assert NAMES.compress(iri) == f"doi:{local}"
    assert is_absolute(iri)
    assert list(pyoxigraph.parse(f"<{iri}> <{iri}> <{iri}> .", pyoxigraph.RdfFormat.N_TRIPLES))


@given(TRICKY)
def test_iri_round_trip_is_exact(local: str) -> None:
    iri = f"https://doi.org/{local}"
    curie = NAMES.compress(iri)
    assert curie is None or NAMES.expand(curie) == iri


@pytest.mark.parametrize(
    ("curie", "iri"),
    [
        ("GO:0070062", "http://purl.obolibrary.org/obo/GO_0070062"),
        ("HGNC:11998", "https://identifiers.org/hgnc/11998"),
        ("mirbase.mature:MIMAT0000449", "https://identifiers.org/mirbase.mature/MIMAT0000449"),
        ("mscg:uc-msc-exosome", "https://w3id.org/msc-graph/uc-msc-exosome"),
        ("msco:Disease", "https://w3id.org/msc-graph/ontology/Disease"),
        ("quan2025:114", "https://w3id.org/msc-graph/reference/quan2025/114"),
        (
            "doi:10.1002/(SICI)1097<1661::AID-SIM968>3.0.CO;2-2",
            "https://doi.org/10.1002/(SICI)1097%3C1661::AID-SIM968%3E3.0.CO;2-2",
        ),
    ],
)
def test_known_spellings(curie: str, iri: str) -> None:
    assert NAMES.expand(curie) == iri
    assert NAMES.compress(iri) == curie


@pytest.mark.parametrize(
    ("curie", "cure"),
    [
        ("hgnc:11998", "write HGNC:"),
        ("nobody:1", "use a prefix"),
        ("mscg:", "after the colon"),
        ("mscg:ontology/Disease", "write msco:Disease"),
        ("http://example.org/<script>", "use a prefix"),
        ("javascript:alert(1)", "use a prefix"),
        ("", "use a prefix"),
    ],
)
def test_other_spellings_are_refused(curie: str, cure: str) -> None:
    assert not NAMES.is_known(curie)
    with pytest.raises(UsageError, match=cure):
        NAMES.expand(curie)


def test_absolute_iri_stands_for_itself() -> None:
    assert NAMES.expand("http://example.org/a#b") == "http://example.org/a#b"
    assert NAMES.compress("http://example.org/a#b") is None


def test_prefix_must_stand_for_an_iri() -> None:
    with pytest.raises(UsageError, match="no IRI"):
        Namespaces({"x": "http://x.org/> <http://evil.org/"})
