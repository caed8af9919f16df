"""The query page in a real browser: by hand, by keyboard, on a small screen, without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from serving import Server
from test_browser import ARGUMENTS, CHROMIUM, needs_chromium

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield opened
        opened.close()


class Visit:
    """A page of the server, and everything it did that it should not."""

    def __init__(self, browser: Any, server: Server, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.server = server
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._note)

    def _note(self, request: Any) -> None:
        if not request.url.startswith(self.server.url):
            self.complaints.append(f"asks {request.url}")

    def go(self, path: str) -> None:
        self.page.goto(self.server.url + path)

    def column(self, place: int) -> list[str]:
        cells: list[str] = self.page.locator(f"#rows tbody td:nth-child({place})").all_inner_texts()
        return cells


@pytest.fixture
def visit(browser: Any, server: Server) -> Iterator[Callable[..., Visit]]:
    visits: list[Visit] = []

    def start(**options: Any) -> Visit:
        visits.append(Visit(browser, server, **options))
        return visits[-1]

    yield start
    for each in visits:
        each.context.close()


def test_from_a_question_to_its_sorted_answer(visit: Callable[..., Visit]) -> None:
    seen = visit(viewport={"width": 1440, "height": 900})
    page = seen.page
    seen.go("/sparql")
    page.fill("#filter", "molecule act direction")
    assert page.locator("#filtered").inner_text().startswith("1 of ")
    page.get_by_role("link", name="What does a molecule act on, and in which direction?").click()
    field = page.get_by_label("The molecule")
    assert field.input_value() == "hsa-miR-146a-5p"
    field.fill("")
    field.press_sequentially("miR-144")
    page.locator("[role=option]").first.wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    assert field.input_value() == "hsa-miR-144-5p"
    field.press("Enter")
    page.wait_for_url("**p.cargo=hsa-miR-144-5p")
    assert page.locator(".questions [aria-current=page]").is_visible()
    answered = seen.column(5)
    assert "PTEN" in answered
    head = page.locator("th", has_text="target_label")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert seen.column(5) == sorted(answered, key=str.casefold)
    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert seen.column(5) == sorted(answered, key=str.casefold, reverse=True)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "none"
    assert seen.column(5) == answered
    link = page.url
    page.reload()
    assert (page.url, seen.column(5)) == (link, answered)
    page.get_by_role("link", name="Draw as a graph").click()
    page.wait_for_url("**/sparql/graph?**")
    assert "PTEN" in page.locator("body").inner_text()
    page.get_by_role("link", name="Back to the answer").click()
    assert page.url == link
    assert seen.complaints == []


def test_a_query_of_ones_own(visit: Callable[..., Visit]) -> None:
    from playwright.sync_api import expect

    seen = visit(viewport={"width": 1440, "height": 900})
    page = seen.page
    seen.go("/sparql")
    page.fill("#query", "SELECT ?x {\n  VALUES ?x { 10 9 100 -1 }\n  FILTR(?x)\n}")
    page.get_by_role("button", name="Run").click()
    page.locator("#query:focus").wait_for()
    before = page.evaluate("(e => e.value.slice(0, e.selectionStart))(document.activeElement)")
    assert before.endswith("}\n  ")
    assert "Line 3, column 3" in page.locator("#caret").inner_text()
    page.focus("#filter")
    page.get_by_role("link", name="Line 3, column 3").click()
    page.locator("#query:focus").wait_for()
    seen.complaints.clear()  # the browser notes that the page came with status 400
    page.fill("#query", "SELECT ?x {\n  VALUES ?x { 10 9 100 -1 }\n} ORDER BY STR(?x)")
    page.press("#query", "Control+Enter")
    page.wait_for_selector("#rows")
    assert seen.column(1) == ["-1", "10", "100", "9"]
    page.locator("th button").click()
    assert seen.column(1) == ["-1", "9", "10", "100"], "numbers are sorted as numbers"
    page.fill("#query", "SELECT ?l { ?s rdfs:label ?l } LIMIT 250")
    page.get_by_role("button", name="Declare prefixes").click()
    expect(page.locator("#query")).to_have_value(re.compile("^PREFIX rdfs: <"))
    page.press("#query", "Control+z")
    assert page.input_value("#query").startswith("SELECT"), "it can be undone"
    page.press("#query", "Control+Enter")
    page.wait_for_selector("#pager button")
    assert len(seen.column(1)) == 100
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Next").click()
    assert page.locator("#pager [role=status]").inner_text() == "Rows 201 to 250 of 250"
    assert len(seen.column(1)) == 50
    assert seen.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_small_screens_and_can_be_read(visit: Callable[..., Visit], scheme: str) -> None:
    seen = visit(viewport={"width": 400, "height": 800}, color_scheme=scheme)
    for path in (
        "/sparql",
        "/sparql/page?question=targets-of-cargo",
        f"/sparql/page?{urlencode({'query': 'SELECT * { ' + 'x' * 200 + '!'})}",
        f"/sparql/page?{urlencode({'query': 'SELECT * { ?s ?p ?o } LIMIT 20'})}",
    ):
        seen.go(path)
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 400, path
        assert seen.page.evaluate(FAINT) == [], path


#: Texts whose contrast with what is behind them is below 4.5 (WCAG 2, AA).
FAINT = """() => {
  const parse = (c) => c.match(/[0-9.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const e of document.querySelectorAll("main *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !e.checkVisibility()) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) faint.push(e.outerHTML.slice(0, 80));
  }
  return faint;
}"""


def test_it_works_without_scripts(visit: Callable[..., Visit]) -> None:
    seen = visit(java_script_enabled=False)
    page = seen.page
    seen.go("/sparql")
    assert not page.locator("#filter").is_visible()
    page.fill("#query", "SELECT ?l { ?s rdfs:label ?l } LIMIT 120")
    page.get_by_role("button", name="Run").click()
    assert "/sparql/page?query=" in page.url
    assert len(seen.column(1)) == 120
    assert page.locator("th button").count() == 0, "no dead buttons"
    page.get_by_role("link", name="What does a molecule act on, and in which direction?").click()
    page.get_by_label("The molecule").fill("miR-144-5p")
    page.get_by_role("button", name="Ask").click()
    assert "PTEN" in seen.column(5)
    assert seen.complaints == []
