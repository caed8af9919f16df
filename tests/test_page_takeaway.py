"""What a reader takes away: picture, data, link, command; and the table, sorted and copied."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from test_browser import make_visit, needs_chromium, open_browser, toy_html
from test_page import find, hostile_corpus, whole

from msc_graph.curation.corpus import Corpus, EvidenceRow
from msc_graph.records import Claim, Entity, Evidence, Statement, statement_id
from msc_graph.render.page import render_page

pytestmark = needs_chromium
browser = pytest.fixture(scope="module")(open_browser)
visit = pytest.fixture(make_visit)
SVG = "{http://www.w3.org/2000/svg}"


def save(seen: Any, kind: str, tmp_path: Path) -> tuple[str, bytes]:
    with seen.page.expect_download() as waiting:
        seen.page.locator(f"main [data-save={kind}]").click()
    path = tmp_path / f"saved.{kind}"
    waiting.value.save_as(path)
    return waiting.value.suggested_filename, path.read_bytes()


def test_the_view_leaves_as_a_picture_of_twice_its_size(visit: Any, toy: Corpus, tmp_path: Path):
    seen = visit(toy_html(toy))
    name, png = save(seen, "png", tmp_path)
    assert name == "Toy.png"
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    box = seen.page.locator("#picture canvas").bounding_box()
    assert width == pytest.approx(2 * box["width"], abs=4)
    assert height > 2 * box["height"], "title above, command below"
    assert len(png) > 20_000
    assert seen.notice == "Saved as Toy.png."
    seen.assert_quiet()


def test_the_view_leaves_as_svg(visit: Any, toy: Corpus, tmp_path: Path):
    seen = visit(toy_html(toy))
    seen.page.keyboard.press("n")
    name, text = save(seen, "svg", tmp_path)
    assert name == "Toy.svg"
    root = ElementTree.fromstring(text)
    titles = {t.text for g in root.iter(f"{SVG}g") for t in g.findall(f"{SVG}title")}
    assert "hsa-miR-146a-5p inhibits TRAF6" in titles
    assert len(titles) == len(toy.statements)
    words = " ".join(t.text or "" for t in root.iter(f"{SVG}text"))
    assert all(word in words for word in ("Toy", "msc-graph render", "TRAF6", "carries"))
    dimmed = [g for g in root.iter(f"{SVG}g") if float(g.get("opacity", "1")) < 1]
    assert dimmed, "what is not lit is dim there too"
    seen.assert_quiet()


def test_hostile_data_make_sound_svg(visit: Any, tmp_path: Path):
    seen = visit(whole(hostile_corpus()))
    _, text = save(seen, "svg", tmp_path)
    tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(text).iter()}
    assert tags <= {"svg", "title", "rect", "text", "defs", "clipPath", "g", "path", "circle"}


def test_data_leave_as_tsv_with_one_row_for_each_piece_of_evidence(
    visit: Any, toy: Corpus, tmp_path: Path
):
    seen = visit(toy_html(toy))
    seen.page.locator("input[data-facet=sign][value='-1']").uncheck()
    _, text = save(seen, "tsv", tmp_path)
    header, *rows = [line.split("\t") for line in text.decode().rstrip("\n").split("\n")]
    assert all(len(row) == len(header) for row in rows)
    assert sum(len(toy.rows[i]) for i in seen.drawn) == len(rows)
    assert {row[0] for row in rows} == seen.drawn
    column = header.index("dose")
    assert "50 µg" in {row[column] for row in rows}
    assert {row[header.index("sign")] for row in rows} == {"1", "0"}
    assert "https://pubmed.ncbi.nlm.nih.gov/1/" in {
        row[header.index("reference_url")] for row in rows
    }
    seen.assert_quiet()


def test_no_cell_is_a_formula(visit: Any, tmp_path: Path):
    label, note = "=HYPERLINK(1)", "+cmd and\nmore"
    claim = Claim("x:a", "inhibits", "x:b")
    identifier = statement_id(claim)
    entities = {i: Entity(i, label, "Protein") for i in ("x:a", "x:b")}
    row = EvidenceRow.of(Evidence("supports", "stated", "stated", "in_vivo", note=note))
    corpus = Corpus(entities, {identifier: Statement(identifier, *claim)}, {identifier: (row,)})
    seen = visit(render_page(corpus, list(corpus.statements.values()), title="=1+1"))
    name, text = save(seen, "tsv", tmp_path)
    assert name == "1_1.tsv"
    lines = text.decode().rstrip("\n").split("\n")
    assert len(lines) == 2
    cells = lines[1].split("\t")
    assert "'=HYPERLINK(1)" in cells
    assert "'+cmd and more" in cells
    assert "-1" in cells, "a number stays one"


def test_data_leave_as_json_with_what_they_rest_on(visit: Any, toy: Corpus, tmp_path: Path):
    seen = visit(toy_html(toy))
    _, text = save(seen, "json", tmp_path)
    saved = json.loads(text)
    assert saved["statements"].keys() == toy.statements.keys()
    assert saved["command"] == "msc-graph render"
    identifier = find(toy, "hsa-miR-146a-5p", "inhibits", "TRAF6")
    statement = saved["statements"][identifier]
    assert saved["entities"][statement["object"]]["label"] == "TRAF6"
    assert saved["references"][statement["evidence"][0]["reference"]]["title"]
    assert len(saved["chains"]) == 2


def test_link_command_and_table_are_copied(visit: Any, toy: Corpus):
    seen = visit(toy_html(toy))
    seen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    read = "navigator.clipboard.readText()"
    seen.page.keyboard.press("n")
    for button, said, wanted in (
        ("Copy", "Command copied.", "msc-graph render"),
        ("Copy link to this view", "Link copied.", seen.page.url),
    ):
        seen.page.get_by_role("button", name=button, exact=True).click()
        seen.page.locator("#notice", has_text=said).wait_for()
        assert seen.page.evaluate(read) == wanted
    assert seen.page.url.endswith("#chain=1")
    seen.page.get_by_role("button", name="Copy the table").click()
    seen.page.locator("#notice", has_text="Table copied.").wait_for()
    lines = seen.page.evaluate(read).rstrip("\n").split("\n")
    assert lines[0].split("\t")[:4] == ["Subject", "Relation", "Object", "Sign"]
    assert len(lines) == 1 + len(toy.statements)
    seen.assert_quiet()


def test_the_table_is_sorted_by_any_column_and_back(visit: Any, toy: Corpus):
    seen = visit(toy_html(toy))

    def column(number: int) -> list[str]:
        rows = seen.page.locator("#statements tbody tr")
        return [
            str(row)
            for row in rows.evaluate_all(f"all => all.map(r => r.cells[{number}].innerText)")
        ]

    first = column(0)
    head = seen.page.locator("#statements th").nth(7)
    seen.page.get_by_role("button", name="Weight").click()
    weights = [float(cell) for cell in column(7)]
    assert weights == sorted(weights)
    assert head.get_attribute("aria-sort") == "ascending"
    seen.page.get_by_role("button", name="Weight").click()
    assert [float(cell) for cell in column(7)] == weights[::-1]
    assert head.get_attribute("aria-sort") == "descending"
    seen.page.get_by_role("button", name="Weight").click()
    assert column(0) == first
    assert head.get_attribute("aria-sort") is None
    seen.page.get_by_role("button", name="Object", exact=True).click()
    assert column(2) == sorted(column(2), key=str.casefold)
    seen.assert_quiet()
