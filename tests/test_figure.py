"""What a figure says, and the files it is written to."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from io import BytesIO
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
from figure_measure import find_faults
from PIL import Image
from worlds import world

from msc_graph.analysis.endpoints import find_hallmarks
from msc_graph.analysis.template import STEPS, fit_template
from msc_graph.exceptions import OutputError, UsageError
from msc_graph.records import Reference
from msc_graph.render.figure import FORMS, check_form, draw_statements, draw_trace
from msc_graph.render.figure_key import key_items
from msc_graph.render.figure_model import chains_of, model_chains, model_statements
from msc_graph.render.figure_papers import cite
from msc_graph.render.figure_words import clean_text

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def figure(shipped):
    return draw_trace(shipped.trace("miR-21a-5p", "atherosclerosis"))


def model_of(*claims, **options):
    graph = world(*claims, **options)
    return model_statements(graph.corpus, graph.statements.values())


def test_an_svg_says_what_it_shows_and_asks_nothing_of_the_net(figure):
    text = figure.to_bytes("svg").decode()
    root = ElementTree.fromstring(text)
    assert root.get("width") == "174mm"
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "mmu-miR-21a-5p → atherosclerosis"
    told = root.find(f"{SVG}desc").text
    assert "mmu-miR-21a-5p inhibits KLF6 [1]." in told
    assert "References: [1] Ma J et al. 2021" in told
    assert "<text" not in text, "letters are outlines, the same everywhere"
    assert "<!DOCTYPE" not in text
    targets = {
        value for node in root.iter() for key, value in node.attrib.items() if key.endswith("href")
    }
    assert targets
    assert all(target.startswith("#") for target in targets)


def test_a_pdf_embeds_its_font(figure):
    data = figure.to_bytes("pdf")
    assert data.startswith(b"%PDF")
    assert b"/FontFile2" in data
    assert b"/CIDFontType2" in data
    assert b"/Type3" not in data
    assert b"CreationDate" not in data


@pytest.mark.parametrize(("width", "dpi"), [(174, 300), (85, 72)])
def test_a_png_has_its_width_in_dots(shipped, width, dpi):
    drawn = draw_trace(shipped.trace("SHP2", "Alzheimer disease"), width_mm=width)
    image = Image.open(BytesIO(drawn.to_bytes("png", dpi=dpi)))
    assert abs(image.width - width / 25.4 * dpi) <= 1
    assert round(image.info["dpi"][0]) == dpi
    assert image.info["Title"] == "PTPN11 → Alzheimer disease"


def test_the_same_question_gives_the_same_bytes_in_every_process():
    code = (
        "import sys, hashlib; from msc_graph.graph import MechanismGraph;"
        "kg = MechanismGraph.load(); figure = kg.figure(kg.trace('UC-MSC', 'any:disease'));"
        "print([hashlib.sha256(figure.to_bytes(f, dpi=100)).hexdigest() for f in ('svg', 'pdf', 'png')]);"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
        ).stdout
        for seed, zone in (("0", "UTC"), ("7", "Asia/Tokyo"))
    }
    assert len(answers) == 1
    assert answers.pop().endswith("False\n")


def test_settings_of_the_user_neither_matter_nor_change(figure):
    plain = {form: figure.to_bytes(form, dpi=100) for form in FORMS}
    with mpl.rc_context({"font.size": 40, "savefig.bbox": "tight", "text.color": "red"}):
        before = dict(mpl.rcParams)
        assert {form: figure.to_bytes(form, dpi=100) for form in FORMS} == plain
        assert dict(mpl.rcParams) == before


def test_a_trace_without_a_figure_does_not_load_matplotlib():
    code = (
        "import sys; from msc_graph.cli.main import run;"
        "run(['trace', 'SHP2', 'Alzheimer disease']); sys.exit('matplotlib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True)
    assert done.returncode == 0


HOSTILE = [
    r"$\frac{x}{0}$ & $y",
    "</title><script>alert(1)</script>",
    "\x1b[31mred\x00 \u202eback",
    "漢字 and \ud800 and z̷̛͚a",
    "W" * 5000,
    "\n",
]


def test_hostile_names_are_drawn_as_plain_text():
    claims = [(f"e{i}", "inhibits", f"e{i + 1}", {"reference": f"doi:{i}"}) for i in range(5)]
    graph = world(*claims)
    for number, label in enumerate(HOSTILE):
        entity = graph.corpus.entities[f"mscg:e{number}"]
        graph.corpus.entities[entity.id] = entity._replace(label=label)
    drawn = draw_statements(
        graph.corpus, list(graph.statements.values()), title=r"$\alpha$ <b>" + "\x07" * 9
    )
    assert find_faults(drawn.sheet) == []
    text = drawn.to_bytes("svg").decode()
    ElementTree.fromstring(text)
    assert "<script" not in text
    for form in FORMS:
        drawn.to_bytes(form, dpi=72)
    labels = [box.box.label for box in drawn.sheet.diagram.boxes]
    assert r"$\frac{x}{0}$ & $y" in labels
    assert max(map(len, labels)) <= 96


def test_both_signs_between_two_ends_are_two_lines():
    model = model_of(("a", "activates", "b", {}), ("a", "inhibits", "b", {}))
    assert sorted(line.sign for line in model.lines) == [-1, 1]


def test_poles_named_in_either_order_are_one_line():
    model = model_of(("a", "opposite_of", "b", {}), ("b", "opposite_of", "a", {}))
    assert len(model.lines) == 1


def test_words_of_one_sign_are_one_line_with_the_references_of_both():
    model = model_of(
        ("a", "activates", "b", {"reference": "PMID:1"}),
        ("a", "upregulates", "b", {"reference": "PMID:2", "basis": "implied"}),
    )
    (line,) = model.lines
    assert (line.label, line.doubt, line.words) == ("[1,2]", 0, "activates or upregulates")


def test_what_was_superseded_is_not_drawn_and_doubt_is_shown():
    model = model_of(
        ("a", "activates", "b", {"status": "superseded"}),
        ("a", "inhibits", "c", {"certainty": "hypothesis"}),
        ("a", "inhibits", "d", {"basis": "implied", "status": "disputed"}),
        ("a", "inhibits", "e", {"negated": True}),
    )
    found = {model.boxes[line.target].label: line for line in model.lines}
    assert set(found) == {"c", "d", "e"}
    assert (found["c"].doubt, found["d"].doubt) == (2, 1)
    assert (found["d"].marks, found["e"].marks, found["e"].sign) == ("?", "¬", 0)
    legend = [item.text for item in key_items(model)]
    assert {"dotted: hypothesis", "disputed", "asserted absence"} <= set(legend)


def test_the_legend_holds_what_occurs_and_nothing_else():
    model = model_of(("a", "inhibits", "b", {"reference": "PMID:1"}), categories={"b": "Disease"})
    assert [item.text for item in key_items(model)] == [
        "protein",
        "disease",
        "lowers, inhibits, relieves or opposes",
    ]


def test_opposites_have_a_head_at_both_ends_and_a_backward_hop_points_back():
    graph = world(
        ("good", "opposite_of", "bad", {}),
        ("bad", "contributes_to", "d", {}),
        ("exo", "prepared_from", "cell", {}),
        ("exo", "carries", "m", {}),
        ("m", "reduces", "bad", {}),
        categories={"d": "Disease", "exo": "VesiclePreparation", "cell": "MSCSource"},
    )
    lines = draw_trace(graph.trace("good", "d")).sheet.diagram.lines
    assert [(line.head, line.tail) for line in lines] == [(True, True), (True, False)]
    lines = draw_trace(graph.trace("cell", "d", engineered=True)).sheet.diagram.lines
    assert (lines[0].head, lines[0].tail) == (False, True)


def test_numbers_on_lines_and_the_list_agree(shipped):
    trace = shipped.trace("UC-MSC", "any:disease")
    model = model_chains(trace.corpus, chains_of(trace))
    used = {number for line in model.lines for number in line.numbers}
    assert used == set(range(1, len(model.references) + 1))
    for line in model.lines:
        known = {e.reference for e in shipped.corpus.evidence(line.key)}
        assert all(model.references[number - 1] in known for number in line.numbers[:1])
    best = trace.chains[0]
    assert best.references[0] == model.references[0]


@pytest.mark.parametrize(
    ("start", "end"), [("UC-MSC", "any:disease"), ("miR-144-5p", "any:hallmark")]
)
def test_steps_are_those_of_the_template(shipped, start, end):
    trace = shipped.trace(start, end)
    hallmarks = find_hallmarks(shipped.corpus)
    for chain in trace.chains:
        boxes = model_chains(trace.corpus, [(chain.hops, ())]).boxes
        fit = fit_template(shipped.corpus, chain.hops, hallmarks)
        for step, nodes in fit.steps.items():
            assert all(STEPS[boxes[node].step] == step for node in nodes)


def test_what_does_not_fit_is_said(shipped):
    trace = shipped.trace("UC-MSC", "any:disease", top=60)
    drawn = draw_trace(trace, width_mm=85)
    count = int(
        re.fullmatch(r"Drawn: the best (\d+) of 60 chains; more do not fit\.", drawn.note)[1]
    )
    assert 5 <= count < 60
    assert drawn.note in [words.text for words in drawn.sheet.words]
    assert drawn.note in drawn.description
    first = model_chains(trace.corpus, chains_of(trace)[:count])
    assert {box.box.id for box in drawn.sheet.diagram.boxes} == set(first.boxes)


def test_a_paper_is_cited_by_first_author_year_journal_and_identifier():
    paper = Reference("doi:10.1/x", "T", "Le Blanc K, Mueller I et al", "Cytotherapy", "2006")
    assert cite(paper._replace(doi="10.1/x")) == "Le Blanc K et al. 2006, Cytotherapy. doi:10.1/x"
    assert cite(paper._replace(authors="Tashima T", doi="", id="li2025:3")) == (
        "Tashima T 2006, Cytotherapy. li2025:3"
    )


def test_a_title_stands_above_and_is_wrapped(shipped):
    trace = shipped.trace("SHP2", "Alzheimer disease")
    plain, titled = (
        draw_trace(trace, width_mm=85),
        draw_trace(trace, width_mm=85, title="SHP2 " * 20),
    )
    assert titled.sheet.height > plain.sheet.height + 5
    assert find_faults(titled.sheet) == []


@pytest.mark.parametrize("width", [10, 59.9, 401, float("nan"), float("inf")])
def test_a_width_that_makes_no_sense_is_refused(shipped, width):
    with pytest.raises(UsageError, match="a width of"):
        draw_trace(shipped.trace("SHP2", "Alzheimer disease"), width_mm=width)


def test_nothing_and_far_too_much_are_refused(shipped):
    with pytest.raises(UsageError, match="nothing to draw"):
        draw_statements(shipped.corpus, [])
    with pytest.raises(UsageError, match="too many for a figure"):
        draw_statements(shipped.corpus, list(shipped.statements.values()))


def test_saving_refuses_to_overwrite_and_goes_by_the_name(shipped, tmp_path):
    drawn = draw_trace(shipped.trace("SHP2", "Alzheimer disease"))
    assert drawn.save(tmp_path / "a.svg").read_bytes() == drawn.to_bytes("svg")
    with pytest.raises(OutputError, match="exists"):
        drawn.save(tmp_path / "a.svg")
    drawn.save(tmp_path / "a.svg", force=True)
    with pytest.raises(UsageError, match=r"\.svg, \.pdf or \.png"):
        check_form(tmp_path / "a.jpeg")
    with pytest.raises(UsageError, match="dots"):
        drawn.to_bytes("png", dpi=5000)


def test_trace_writes_a_figure_and_prints_as_ever(run, tmp_path):
    path = tmp_path / "f.svg"
    plain = run("trace", "SHP2", "Alzheimer disease", "--format", "json")
    command = ("trace", "SHP2", "Alzheimer disease", "--format", "json", "--figure", path)
    code, out, err = run(*command, "--width-mm", 85, "--figure-title", "SHP2")
    assert (code, out) == plain[:2]
    assert json.loads(out)["found"]
    assert f"figure written to {path} (85 x" in err
    assert path.read_text().startswith("<?xml")
    assert [p.name for p in tmp_path.iterdir()] == ["f.svg"]
    code, out, err = run(*command)
    assert (code, out) == (2, "")
    assert "exists; add --force" in err
    assert run(*command, "--force")[0] == 0


def test_trace_says_on_stderr_what_did_not_fit_and_writes_nothing_empty(run, tmp_path):
    path = tmp_path / "f.pdf"
    _, _, err = run(
        "trace", "UC-MSC", "any:disease", "--top", 60, "--figure", path, "--width-mm", 85
    )
    assert "Drawn: the best" in err
    code, _, err = run("trace", "osteoporosis", "SHP2", "--figure", tmp_path / "no.pdf")
    assert code == 0
    assert "nothing to draw" in err
    assert not (tmp_path / "no.pdf").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["trace", "SHP2", "AD", "--figure", "f.gif"], "let the name end in .svg, .pdf or .png"),
        (["trace", "SHP2", "AD", "--figure", "f"], "let the name end in .svg, .pdf or .png"),
        (["render", "--around", "SHP2", "--figure", "f.gif"], "let the name end in"),
        (["trace", "SHP2", "AD", "--figure", "f.svg", "--width-mm", "7"], "--width-mm"),
        (["trace", "SHP2", "AD", "--figure", "f.png", "--dpi", "7"], "--dpi"),
        (["render", "--around", "SHP2"], "name a page with -o or a figure with --figure"),
        (["render", "--figure", "f.svg"], "too many for a figure"),
        (["render", "--around", "SHP2", "--figure", "/nonexistent/f.svg"], "cannot write"),
    ],
)
def test_bad_input_is_one_line_with_the_cure(run, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_render_draws_surroundings_with_and_without_a_page(run, tmp_path):
    figure, page = tmp_path / "f.png", tmp_path / "p.html"
    assert run("render", "--around", "SHP2", "--figure", figure, "--dpi", 72)[0] == 0
    assert figure.read_bytes().startswith(b"\x89PNG")
    code, _, _ = run("render", "--around", "SHP2", "--figure", figure, "-o", page, "--force")
    assert code == 0
    assert page.exists()


def test_cleaning_keeps_every_name_of_the_graph(shipped):
    for entity in shipped.entities.values():
        assert clean_text(entity.label) == entity.label
    for paper in shipped.corpus.references.values():
        assert clean_text(paper.authors, 9999) == paper.authors
