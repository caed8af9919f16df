"""The HTML page in a real browser, from a file, with the network shut off."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from test_page import PAYLOADS, find, hostile_corpus

from msc_graph.curation.corpus import Corpus
from msc_graph.render.page import render_page

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")
pytestmark = needs_chromium

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

    def wait(self, expression: str) -> None:
        """Wait until something is true (Playwright's own way needs eval, which the page forbids)."""
        for _ in range(3_000):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(20)
        pytest.fail(f"never true: {expression}")

    def search(self, text: str) -> None:
        self.page.fill("#search", text)
        self.page.press("#search", "Enter")

    @property
    def card(self) -> str:
        return str(self.page.locator("#card").inner_text())

    @property
    def notice(self) -> str:
        return str(self.page.locator("#notice").inner_text())

    @property
    def drawn(self) -> set[str]:
        """Ids of the statements drawn."""
        return set(self.page.evaluate("[...window.mscGraph.scene().statements]"))

    @property
    def marks(self) -> set[str]:
        """Ids of the entities drawn."""
        return set(self.page.evaluate("[...window.mscGraph.scene().nodes]"))

    @property
    def lit(self) -> set[str] | None:
        """Ids of the entities that stay bright; None if nothing is dimmed."""
        found = self.page.evaluate(
            "(() => { const { lit } = window.mscGraph.view(); return lit && [...lit.nodes]; })()"
        )
        return None if found is None else set(found)


def open_browser() -> Iterator[Any]:
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


def make_visit(browser: Any, tmp_path: Path) -> Iterator[Any]:
    contexts = []

    def go(
        html: str,
        width: int = 1440,
        height: int = 900,
        scheme: str = "light",
        fragment: str = "",
        scripts: bool = True,
    ) -> Visit:
        path = tmp_path / "page.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=scripts,
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        visited = Visit(page, path.as_uri())

        def guard(route: Any) -> None:
            own = route.request.url == visited.file
            route.continue_() if own else route.abort()

        context.route("**/*", guard)
        context.set_offline(True)
        page.on("request", lambda request: visited.requests.append(request.url.partition("#")[0]))
        page.on("console", lambda message: visited.complaints.append(message.text))
        page.on("pageerror", lambda error: visited.complaints.append(str(error)))
        page.on("dialog", lambda dialog: visited.complaints.append(dialog.message))
        page.goto(visited.file + fragment)
        if scripts:
            visited.wait("window.mscGraph?.drawn")
        return visited

    yield go
    for context in contexts:
        context.close()


browser = pytest.fixture(scope="module")(open_browser)
visit = pytest.fixture(make_visit)


def toy_chains(toy: Corpus) -> list[list[str]]:
    carries = find(toy, "UC-MSC exosome", "carries", "hsa-miR-146a-5p")
    return [
        [carries, find(toy, "hsa-miR-146a-5p", "reduces", "astrocyte inflammation")],
        [carries, find(toy, "hsa-miR-146a-5p", "inhibits", "TRAF6")],
    ]


def toy_html(toy: Corpus) -> str:
    return render_page(
        toy,
        list(toy.statements.values()),
        title="Toy",
        command="msc-graph render",
        chains=toy_chains(toy),
    )


def position(node: str) -> str:
    return (
        "(() => { const n = window.mscGraph.network;"
        f" return n.canvasToDOM(n.getPosition('{node}')); }})()"
    )


def between(start: str, end: str) -> str:
    """A point on the line between two marks, nearer to the first."""
    return f"""(() => {{ const n = window.mscGraph.network;
      const a = n.getPosition("{start}"), b = n.getPosition("{end}");
      return n.canvasToDOM({{ x: (3 * a.x + b.x) / 4, y: (3 * a.y + b.y) / 4 }}); }})()"""


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
    words = seen.page.evaluate("document.querySelector('#picture').getAttribute('aria-label')")
    assert "table below" in words
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
    assert "HGNC:12036" in seen.lit
    assert "HGNC:933" not in seen.lit, "what is not near is dimmed"
    card.get_by_role("button", name="activates NFkappaB").click()
    assert card.locator("h2").inner_text() == "TRAF6 activates NFkappaB"
    assert "implied" in card.inner_text()
    assert seen.lit == {"HGNC:12036", "FPLX:NFkappaB"}
    seen.assert_quiet()


def test_a_line_shows_its_evidence(visit: Any, toy: Corpus):
    seen = visit(toy_html(toy))
    seen.click_at(between("HGNC:12036", "FPLX:NFkappaB"))
    card = seen.page.locator("#card")
    assert card.locator("h2").inner_text() == "TRAF6 activates NFkappaB"
    text = card.inner_text()
    assert all(word in text for word in ("supports", "in vivo", "Alzheimer disease", "Results"))
    assert all(word in text for word in ("Sign", "Certainty", "Weight", "Status"))
    link = card.get_by_role("link", name="Paper number 1 (2025)")
    assert link.get_attribute("href") == "https://pubmed.ncbi.nlm.nih.gov/1/"
    assert link.get_attribute("rel") == "noopener noreferrer"
    seen.page.set_viewport_size({"width": 1440, "height": 400})
    assert card.evaluate("e => e.scrollHeight <= e.clientHeight"), "nothing of it is cut off"
    seen.assert_quiet()


def test_the_search_finds_by_label_synonym_id_and_beginning(visit: Any, toy: Corpus):
    seen = visit(toy_html(toy))
    for typed in ("SIRT1", "sirt1", "HGNC:14929", "SIR"):
        seen.search(typed)
        assert seen.page.locator("#card h2").inner_text() == "SIRT1", typed
        assert seen.page.evaluate("window.mscGraph.network.getSelectedNodes()") == ["HGNC:14929"]
        seen.page.keyboard.press("Escape")
    for typed in ("nf kappa b", "NF-κB", "nfkb"):
        seen.search(typed)
        assert seen.page.locator("#card h2").inner_text() == "NFkappaB", typed
    seen.search("nobody")
    assert seen.notice == "Nothing on this page is called “nobody”."
    seen.assert_quiet()


def test_the_search_suggests_and_is_a_combobox(visit: Any, toy: Corpus):
    seen = visit(toy_html(toy))
    field = seen.page.get_by_role("combobox", name="Find")
    field.fill("146")
    options = seen.page.get_by_role("option")
    assert "hsa-miR-146a-5p" in options.first.inner_text()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    field.press("ArrowDown")
    chosen = options.nth(1)
    assert chosen.get_attribute("aria-selected") == "true"
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    field.press("Enter")
    assert "miR-146a-overexpressing UC-MSC exosome" in seen.card
    field.fill("amyl")
    options.first.click()
    assert "amyloid-beta" in seen.card
    assert field.get_attribute("aria-expanded") == "false"
    seen.assert_quiet()


def test_a_shared_name_is_not_guessed(visit: Any, toy: Corpus):
    seen = visit(render_page(toy, [], title="Two", highlight=["MONDO:0004975", "UBERON:0001013"]))
    seen.search("AD")
    assert seen.notice == "Several are called “AD”: choose one."
    assert seen.page.locator("#found [role=option]").count() == 2
    seen.page.get_by_role("option", name="adipose tissue").click()
    assert seen.page.locator("#card h2").inner_text() == "adipose tissue"


def test_a_chain_is_lit_and_keys_walk_the_list(visit: Any, toy: Corpus):
    seen = visit(toy_html(toy))
    first, second = seen.page.locator("#chains .chain").all()
    first.click()
    assert first.get_attribute("aria-pressed") == "true"
    assert "mscg:uc-msc-exosome" in seen.lit
    assert "HGNC:12036" not in seen.lit
    seen.page.keyboard.press("n")
    assert second.get_attribute("aria-pressed") == "true"
    assert "HGNC:12036" in seen.lit
    seen.page.keyboard.press("n")
    assert first.get_attribute("aria-pressed") == "true", "after the last comes the first"
    seen.page.keyboard.press("p")
    assert second.get_attribute("aria-pressed") == "true"
    assert "Chain 2" in seen.page.locator("#said").inner_text()
    seen.page.keyboard.press("Escape")
    assert second.get_attribute("aria-pressed") == "false"
    assert seen.lit is None
    seen.page.get_by_role("button", name="Next").click()
    assert first.get_attribute("aria-pressed") == "true"
    seen.assert_quiet()


def test_letters_can_be_switched_off(visit: Any, toy: Corpus):
    seen = visit(toy_html(toy))
    seen.page.keyboard.press("/")
    assert seen.page.evaluate("document.activeElement.id") == "search"
    seen.page.keyboard.type("n")
    assert seen.lit is None, "a letter typed into a field is a letter"
    seen.page.keyboard.press("Escape")
    seen.page.locator(".keys summary").click()
    seen.page.get_by_label("single-letter keys").uncheck()
    seen.page.keyboard.press("n")
    assert seen.lit is None
    seen.assert_quiet()


def test_the_keyboard_alone_reaches_everything(visit: Any, toy: Corpus):
    seen = visit(toy_html(toy))
    reached = []
    for _ in range(120):
        seen.page.keyboard.press("Tab")
        where = seen.page.evaluate(
            "(() => { const e = document.activeElement;"
            " return e.closest('#picture, #chains, .legend, .takeaway, .scroll')?.className"
            " || e.closest('#picture, #chains')?.id || e.id || e.className; })()"
        )
        reached.append(where)
        if where == "scroll":
            break
    order = list(dict.fromkeys(reached))
    assert order[:2] == ["skip", "small scripted-only"], "skip link, then the command"
    wanted = ["search", "fit", "closer", "farther", "clear", "present", "picture"]
    wanted += ["legend", "takeaway scripted-only", "chains", "scroll"]
    places = [order.index(name) for name in wanted]
    assert places == sorted(places)
    seen.page.locator("#statements tbody button").first.focus()
    seen.page.keyboard.press("Enter")
    assert seen.page.evaluate("document.activeElement.tagName") == "H2", "focus goes to the card"


@pytest.mark.parametrize(
    ("width", "scheme"), [(400, "light"), (400, "dark"), (1024, "light"), (1440, "dark")]
)
def test_it_fits_narrow_and_dark_screens(visit: Any, toy: Corpus, width: int, scheme: str):
    seen = visit(toy_html(toy), width=width, height=800, scheme=scheme)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.page.locator("#picture").bounding_box()["height"] > 300
    ground = "getComputedStyle(document.body).backgroundColor"
    assert (seen.page.evaluate(ground) == "rgb(255, 255, 255)") == (scheme == "light")
    other = "dark" if scheme == "light" else "light"
    seen.page.get_by_label("Colours").select_option(other)
    assert (seen.page.evaluate(ground) == "rgb(255, 255, 255)") == (other == "light")
    words = seen.page.evaluate("window.mscGraph.view().colors.text")
    assert words == {"light": "#1b1d1f", "dark": "#eceff1"}[other], "the canvas follows"
    seen.assert_quiet()


def test_without_scripts_chains_and_table_can_be_read(visit: Any, toy: Corpus):
    seen = visit(toy_html(toy), scripts=False)
    assert seen.page.locator("#statements tbody tr").first.is_visible()
    assert seen.page.locator("#chains").is_visible()
    assert seen.page.locator("noscript p").is_visible()
    for dead in ("#search", "#picture", ".legend input", "[data-save]", "#fit"):
        assert not seen.page.locator(dead).first.is_visible(), dead


def test_hostile_data_do_nothing(visit: Any):
    corpus = hostile_corpus()
    chains = [[identifier] for identifier in corpus.statements]
    seen = visit(
        render_page(corpus, list(corpus.statements.values()), title="<b>x</b>", chains=chains)
    )
    page = seen.page
    for button in page.locator("#statements tr button, #chains button").all():
        button.click()
    for identifier in corpus.entities:
        seen.search(identifier)
        links = page.locator("#card a").evaluate_all("all => all.map(a => a.protocol)")
        assert set(links) <= {"https:", "http:"}
        page.locator("#card [data-near]").click()
    page.locator(".more summary").click()
    for tick in page.locator("input[type=checkbox]:enabled").all():
        if tick.is_visible():
            tick.click()
    page.wait_for_timeout(100)
    assert page.evaluate("window.__hacked") is None
    assert page.locator("img, #card script, #statements script, h1 b").count() == 0
    seen.assert_quiet()


def test_hostile_addresses_do_nothing(visit: Any, toy: Corpus):
    keys = ["node", "edge", "view", "at", "open", "without-disease", "camera", "chain", "sort"]
    fragment = "&".join(f"{key}={quote(payload)}" for key in keys for payload in PAYLOADS)
    seen = visit(toy_html(toy), fragment=f"#{fragment}")
    assert seen.drawn == set(toy.statements)
    assert seen.page.evaluate("window.__hacked") is None
    assert seen.page.locator("img").count() == 0
    seen.assert_quiet()
