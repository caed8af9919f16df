from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msc_graph.analysis.names import NameIndex, normalise_name
from msc_graph.exceptions import UnknownTermError
from msc_graph.records import Entity

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


#: Abbreviations and names that the reviews list or print in tables.
LISTED = """
Aβ; AD-MSCs; AD; ADMSCs-Exo; AM-MSCs; AS; BDNF; BM-MSCs; BMMSCs-Exo; CAM; DP-MSCs; DPMSC-Exo; EVs; FSH; GCs; HAMA;
HDFs; HGF; MAPK; MG53; MMPs; MSCs-Exo; MSCs; NF-κB; NGF; OA; OP; OS; POF; ROS; SA-β-gal; SASP; Sirt1; UC-MSCs;
UCB-MSCs; UCMSCs-Exo; VEGF; FGF; EGF; hUC-MSC; hAD-MSC; mAD-MSC; rAD-MSC; hBM-MSC; mBM-MSC; rBM-MSC; hAM-MSC; mAM-MSC;
hDP-MSC; CTX; CDDP; OVX; SC; IV; IM; OV; IP; VCD; TIC; DMF; STZ; ICV; IN; HUVECs; HCOPs; SOD; MDA; Col-1; TNT; SDF-1;
IL-10; TGF-β; TNF-α; NLRP3; GFAP; MEG3; FZD5; KLF6; HMGA2; IGF2BP1; TREM2; circ-Epc1; miR-770-3p; miR-211-5p; NEP;
miR-22-3p; miR-21-5p; miR-644-5p; miR-144-5p; miR-467f; miR-466q; miR-21a-5p; miR-100-5p; miR-let7; miR-26; miR-15b-5p;
miR-3064-5p; miR-150-3p; miR-935; miR-134; 14-3-3ζ; GPX4; HO-1; LRP1; NR4A1; CD39; Bmi-1; activin A; CXCR4; CXCR7; CD44;
MSC; Exo; Exosome; EV; EE; ILV; LE; MVB; MS; DLS; NTA; TEM; TRPS; FCM; AFM; ELISA; CM; CCR2; CCL2; ASCs; BMMSCs; Itgα5;
NRP1; AP2A1; AP2B1; BBB; ECs; PD; AβOs; SHP2; BMECs; IONP; MNV; c(RGDyK); ADSC; IFNγ; EAE; hESC-MSCs; IDE; TSG-6;
miR-31; miR-188-3p; NALP3; CDK5; miR-17-92; miR-210; enkephalin; p53; caspase-3; miR-125b; miR-182; miR-29c-3p; BACE1;
miR-29b; miR-223; miR-499a-5p; VAV3; miR-125a-5p; TRAF6; IRF5; GDNF; eNOS; GSDMD; CD63; CD9; CD81; CD29; CD73; CD90;
CD105; CD34; CD45; CD14; CD19; HLA-DR; IL-6; IL-12; IL-18; IL-1β; catalase; Nrf2; Wnt/β-catenin; PI3K/Akt; PI3K/Akt/mTOR;
Hippo; ERK1/2; p38 MAPK; SIRT6; PTEN; mTOR; AMPK; FOXO3a; GSK3β; SphK; S1P
"""


@pytest.mark.parametrize("typed", [name.strip() for name in LISTED.split(";")])
def test_every_abbreviation_of_the_reviews_resolves(shipped, typed):
    match = shipped.resolve(typed)
    assert match.entity or match.candidates, match.suggestions
    if match.candidates:
        assert typed in ("AD",), [e.label for e in match.candidates]


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


def test_a_name_is_never_cut_short():
    """A longer one is another name; a label of any length is found."""
    label = "x" * 300
    index = NameIndex(
        {"X:1": Entity("X:1", label, "Protein"), "X:2": Entity("X:2", "y" * 400, "Protein")}
    )
    assert index.get(label).id == "X:1"
    assert index.get("y" * 400).id == "X:2"
    for longer in (label + "x", "y" * 401):
        with pytest.raises(UnknownTermError):
            index.get(longer)
