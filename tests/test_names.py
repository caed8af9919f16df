from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_graph.analysis.names import NameIndex, normalise_name
from msc_graph.exceptions import UnknownTermError

SPELLINGS = [
    ("miR-146a", "mirbase.mature:MIMAT0000449"),
    ("miRNA-146a", "mirbase.mature:MIMAT0000449"),
    ("microRNA-146a-5p", "mirbase.mature:MIMAT0000449"),
    ("hsa-miR-146a-5p", "mirbase.mature:MIMAT0000449"),
    ("MIR 146A", "mirbase.mature:MIMAT0000449"),
    ("NF-κB", "FPLX:NFkappaB"),
    ("NF-kB", "FPLX:NFkappaB"),
    ("NFkB", "FPLX:NFkappaB"),
    ("nf kappa b", "FPLX:NFkappaB"),
    ("Aβ", "CHEBI:64645"),
    ("amyloid beta", "CHEBI:64645"),
    ("Amyloid-β", "CHEBI:64645"),
    ("Nrf2", "HGNC:7782"),
    ("NFE2L2", "HGNC:7782"),
    ("UC-MSC exosome", "mscg:uc-msc-exosome"),
    ("hUCMSC-Exo", "mscg:uc-msc-exosome"),
    ("hucmsc exos", "mscg:uc-msc-exosome"),
    ("POF", "MONDO:0005387"),
    ("premature ovarian insufficiency", "MONDO:0005387"),
    ("alzheimer’s disease", "MONDO:0004975"),
    ("HGNC:9644", "HGNC:9644"),
]


@pytest.mark.parametrize(("typed", "expected"), SPELLINGS)
def test_names_as_people_type_them(shipped, typed, expected):
    assert shipped.names.get(typed).id == expected


@pytest.mark.parametrize("typed", ["AD", "ad", "A.D."])
def test_an_ambiguous_name_is_answered_with_its_candidates(shipped, typed):
    match = shipped.resolve(typed)
    assert match.entity is None
    assert [e.label for e in match.candidates] == ["Alzheimer disease", "adipose tissue"]
    with pytest.raises(UnknownTermError, match="ambiguous"):
        shipped.names.get(typed)


def test_an_unknown_name_gets_suggestions(toy):
    match = NameIndex(toy.entities).resolve("Alzheimers disease")
    assert match.entity is None
    assert match.suggestions == ("Alzheimer disease",)


def test_hairpin_and_mature_do_not_meet():
    assert normalise_name("miR-146a") != normalise_name("miR-146b")
    assert normalise_name("mmu-miR-21a-5p") != normalise_name("hsa-miR-21-5p")


def test_every_name_leads_back_to_its_entity(shipped):
    for entity in shipped.entities.values():
        assert shipped.names.resolve(entity.id).entity == entity
        assert shipped.names.resolve(entity.label).entity == entity
        for synonym in entity.synonyms:
            match = shipped.names.resolve(synonym)
            assert entity in (match.entity, *match.candidates) or match.how == "label", synonym


@given(st.text(max_size=80))
def test_normalising_is_stable_and_never_fails(name):
    once = normalise_name(name)
    assert once == normalise_name(name)
    assert all(c.isalnum() for c in once)
