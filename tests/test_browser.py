"""The HTML page in a real browser, from a file, with the network shut off."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from test_page import hostile_corpus

from msc_graph.curation.corpus import Corpus, EvidenceRow
from msc_graph.records import Claim, Entity, Evidence, Statement, statement_id
from msc_graph.render.page import render_page

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Visit:
    """An open page, and everything it did that it should not."""

    page: Any
    file: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def assert_quiet(self) -> None:
        assert self.requests == [self.file], "the page asks for nothing but itself"
        assert self.complaints == []

    def click_at(self, script: str) -> None:
        """Click where a script says, in coordinates of the canvas."""
        at = self.page.evaluate(script)
        box = self.page.locator("#picture canvas").bounding_box()
        self.page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Any, tmp_path: Path) -> Iterator[Any]:
    contexts = []

    def go(html: str, width: int = 1440, height: int = 900, scheme: str = "light") -> Visit:
        path = tmp_path / "page.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        contexts.append(context)
        page = context.new_page()
        visited = Visit(page, path.as_uri())

        def guard(route: Any) -> None:
            own = route.request.url == visited.file
            route.continue_() if own else route.abort()

        context.route("**/*", guard)
        context.set_offline(True)
        page.on("request", lambda request: visited.requests.append(request.url))
        page.on("console", lambda message: visited.complaints.append(message.text))
        page.on("pageerror", lambda error: visited.complaints.append(str(error)))
        page.on("dialog", lambda dialog: visited.complaints.append(dialog.message))
        page.goto(visited.file)
        page.wait_for_function("window.mscGraph")
        return visited

    yield go
    for context in contexts:
        context.close()


def toy_html(toy: Corpus) -> str:
    chains = []
    for predicate in ("reduces", "inhibits"):
        labels = [("UC-MSC exosome", "carries"), ("hsa-miR-146a-5p", predicate)]
        chains.append(
            [
                next(
                    s.id
                    for s in toy.statements.values()
                    if (toy.label(s.subject), s.predicate) == label
                )
                for label in labels
            ]
        )
    return render_page(
        toy, list(toy.statements.values()), title="Toy", command="msc-graph render", chains=chains
    )


def position(node: str) -> str:
    return (
        "(() => { const n = window.mscGraph.network;"
        f" return n.canvasToDOM(n.getPosition('{node}')); }})()"
    )


def opacity(page: Any, node: str) -> float:
    found: float = page.evaluate(f"window.mscGraph.network.body.data.nodes.get('{node}').opacity")
    return found


def test_the_page_draws_and_asks_for_nothing(visit: Any, toy: Corpus):
    seen = visit(toy_html(toy))
    colours = seen.page.evaluate(
        """() => {
          const canvas = document.querySelector("#picture canvas");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const seen = new Set();
          for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] === 255) seen.add(data.slice(i, i + 3).join());
          }
          return [...seen];
        }"""
    )
    assert {"230,159,0", "0,114,178", "213,94,0"} <= set(colours), "marks and lines are there"
    seen.assert_quiet()


def test_a_mark_shows_its_card_with_safe_links(visit: Any, toy: Corpus):
    seen = visit(toy_html(toy))
    seen.click_at(position("HGNC:12036"))
    card = seen.page.locator("#card")
    assert card.locator("h2").inner_text() == "TRAF6"
    link = card.get_by_role("link", name="HGNC:12036")
    assert link.get_attribute("href") == "https://identifiers.org/hgnc/12036"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert "hsa-miR-146a-5p inhibits" in card.inner_text()
    assert opacity(seen.page, "HGNC:12036") == 1
    assert opacity(seen.page, "HGNC:933") < 0.5, "what is not near is dimmed"
    card.get_by_role("button", name="activates NFkappaB").click()
    assert card.locator("h2").inner_text() == "TRAF6 activates NFkappaB"
    assert "implied" in card.inner_text()
    seen.assert_quiet()


def test_a_line_shows_its_evidence(visit: Any, toy: Corpus):
    seen = visit(toy_html(toy))
    seen.click_at(
        """(() => { const n = window.mscGraph.network;
          const a = n.getPosition("HGNC:12036"), b = n.getPosition("FPLX:NFkappaB");
          return n.canvasToDOM({ x: (3 * a.x + b.x) / 4, y: (3 * a.y + b.y) / 4 }); })()"""
    )
    card = seen.page.locator("#card")
    assert card.locator("h2").inner_text() == "TRAF6 activates NFkappaB"
    text = card.inner_text()
    assert all(word in text for word in ("supports", "in vivo", "Alzheimer disease", "Results"))
    link = card.get_by_role("link", name="Paper number 1 (2025)")
    assert link.get_attribute("href") == "https://pubmed.ncbi.nlm.nih.gov/1/"
    assert link.get_attribute("rel") == "noopener noreferrer"
    seen.page.set_viewport_size({"width": 1440, "height": 400})
    assert card.evaluate("e => e.scrollHeight <= e.clientHeight"), "nothing of it is cut off"
    seen.assert_quiet()


@pytest.mark.parametrize("name", ["SIRT1", "sirt1", "HGNC:14929", "SIR"])
def test_the_search_finds_by_label_synonym_id_and_beginning(visit: Any, toy: Corpus, name: str):
    seen = visit(toy_html(toy))
    seen.page.fill("#search", name)
    seen.page.press("#search", "Enter")
    assert seen.page.locator("#card h2").inner_text() == "SIRT1"
    assert seen.page.evaluate("window.mscGraph.network.getSelectedNodes()") == ["HGNC:14929"]
    offered = seen.page.locator("#names option").evaluate_all("all => all.map(o => o.value)")
    assert {"SIRT1", "Sirt1", "NF-κB", "HGNC:14929"} <= set(offered)
    seen.assert_quiet()


def test_an_unknown_name_says_so_and_a_shared_one_is_told_apart(visit: Any, toy: Corpus):
    seen = visit(render_page(toy, [], title="Two", highlight=["MONDO:0004975", "UBERON:0001013"]))
    seen.page.fill("#search", "nobody")
    seen.page.press("#search", "Enter")
    assert "nobody" in seen.page.locator("#notice").inner_text()
    offered = seen.page.locator("#names option").evaluate_all("all => all.map(o => o.value)")
    assert "AD" not in offered
    assert "AD (adipose tissue, UBERON:0001013)" in offered


def test_a_chain_is_lit_and_escape_clears(visit: Any, toy: Corpus):
    seen = visit(toy_html(toy))
    button = seen.page.locator("#chains button").first
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert opacity(seen.page, "mscg:uc-msc-exosome") == 1
    assert opacity(seen.page, "HGNC:12036") < 0.5
    seen.page.keyboard.press("Escape")
    assert button.get_attribute("aria-pressed") == "false"
    assert opacity(seen.page, "HGNC:12036") == 1
    assert "Nothing is selected" in seen.page.locator("#card").inner_text()
    seen.assert_quiet()


def test_the_keyboard_alone_reaches_search_picture_chains_and_table(visit: Any, toy: Corpus):
    seen = visit(toy_html(toy))
    reached = []
    for _ in range(14):
        seen.page.keyboard.press("Tab")
        reached.append(
            seen.page.evaluate(
                "(() => { const e = document.activeElement;"
                " return e.closest('#picture, #chains, .scroll')?.id || e.id || e.className; })()"
            )
        )
    order = ["skip", "search", "fit", "closer", "farther", "clear", "picture", "chains"]
    assert list(dict.fromkeys(reached))[:8] == order
    assert "scroll" in reached
    seen.page.locator("#statements button").first.focus()
    seen.page.keyboard.press("Enter")
    assert seen.page.evaluate("document.activeElement.tagName") == "H2", "focus goes to the card"
    seen.assert_quiet()


@pytest.mark.parametrize(("width", "scheme"), [(400, "light"), (400, "dark"), (1440, "dark")])
def test_it_fits_narrow_and_dark_screens(visit: Any, toy: Corpus, width: int, scheme: str):
    seen = visit(toy_html(toy), width=width, height=800, scheme=scheme)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.page.locator("#picture").bounding_box()["height"] > 300
    page_colour = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (page_colour == "rgb(255, 255, 255)") == (scheme == "light")
    seen.assert_quiet()


def test_hostile_data_do_nothing(visit: Any):
    corpus = hostile_corpus()
    chains = [[identifier] for identifier in corpus.statements]
    seen = visit(
        render_page(corpus, list(corpus.statements.values()), title="<b>x</b>", chains=chains)
    )
    page = seen.page
    for button in page.locator("#statements button, #chains button").all():
        button.click()
    for identifier in corpus.entities:
        page.fill("#search", identifier)
        page.press("#search", "Enter")
        links = page.locator("#card a").evaluate_all("all => all.map(a => a.protocol)")
        assert set(links) <= {"https:", "http:"}
    page.wait_for_timeout(100)
    assert page.evaluate("window.__hacked") is None
    assert page.locator("img, #card script, #statements script, h1 b").count() == 0
    seen.assert_quiet()


def test_a_thousand_nodes_are_usable(visit: Any):
    entities = {f"x:{i}": Entity(f"x:{i}", f"thing {i}", "Protein") for i in range(1000)}
    statements, rows = {}, {}
    for i in range(1000):
        for k in (3, 7):
            claim = Claim(f"x:{i}", "inhibits", f"x:{(i * k + 1) % 1000}")
            identifier = statement_id(claim)
            statements[identifier] = Statement(
                identifier, claim.subject, claim.predicate, claim.object
            )
            evidence = Evidence("supports", "stated", "stated", "in_vivo", note="as said")
            rows[identifier] = (EvidenceRow.of(evidence),)
    html = render_page(
        Corpus(entities, statements, rows), list(statements.values()), title="Thousand"
    )
    assert len(html) < 4_000_000
    seen = visit(html)
    seen.page.fill("#search", "thing 500")
    seen.page.wait_for_selector("#card h2", timeout=10_000)
    seen.click_at(position("x:500"))
    assert seen.page.locator("#card h2").inner_text() == "thing 500"
    seen.assert_quiet()
