"""The explorer in a real browser: as one types and clicks, without scripts, with hostile data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from serving import Server, start_server
from test_browser import needs_chromium, open_browser
from test_page import hostile_corpus

from msc_graph.curation.corpus import Corpus
from msc_graph.store.serialise import serialise
from msc_graph.vocabulary import load_prefixes

pytestmark = needs_chromium

TRACE = "/trace?start=BM-MSC+exosome&end=Alzheimer+disease&via=miR-146a"
NONE = "/trace?start=UC-MSC+exosome&end=Alzheimer+disease&via=miR-146a"
PAGES = (
    "/",
    "/search?q=mir",
    "/entity/MONDO:0004975",
    "/entity/AD",
    "/reference/PMID:32612165",
    "/trace?start=nobody&end=AD",
    NONE,
    TRACE,
    "/entity/HGNC:9644/graph",
)

browser = pytest.fixture(scope="module")(open_browser)


@dataclass
class Tab:
    """An open page of a server, and everything it did that it should not."""

    page: Any
    server: Server
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> int:
        return int(self.page.goto(self.server.url + path).status)

    def assert_quiet(self) -> None:
        foreign = [url for url in self.requests if not url.startswith(self.server.url + "/")]
        assert not foreign, "nothing is asked of anybody else"
        mishaps = [
            c for c in self.complaints if "status of 404" not in c and "status of 300" not in c
        ]
        assert not mishaps


@pytest.fixture
def tab(browser: Any) -> Iterator[Callable[..., Tab]]:
    contexts = []

    def open_tab(server: Server, *, width: int = 1440, scripts: bool = True, scheme: str = "light") -> Tab:  # fmt: skip
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        opened = Tab(context.new_page(), server)
        page = opened.page
        page.on(
            "request", lambda r: opened.requests.append(r.url) if r.url[:5] != "data:" else None
        )
        page.on("console", lambda message: opened.complaints.append(message.text))
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.on("dialog", lambda dialog: opened.complaints.append(dialog.message))
        return opened

    yield open_tab
    for context in contexts:
        context.close()


def test_from_a_name_over_its_page_to_its_chains(tab: Any, server: Server):
    seen = tab(server)
    page = seen.page
    seen.go("/")
    box = page.get_by_role("combobox", name="Name, synonym or identifier")
    box.press_sequentially("mir-146a")
    options = page.locator(".seek [role=option]")
    options.first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    assert options.first.get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    box.press("Enter")
    page.wait_for_url("**/entity/**")
    assert page.locator("h1").inner_text() == "hsa-miR-146a-5p"
    evidence = page.locator(".claim", has_text="astrocyte inflammation").locator("details").first
    assert not evidence.locator(".evidence").is_visible()
    evidence.locator("summary").press("Enter")
    assert "0.4 µg/ml" in evidence.inner_text()
    onward = page.get_by_role("combobox", name="From here to")
    onward.fill("alzheimer d")
    page.get_by_role("option", name="Alzheimer disease").first.click()
    assert onward.input_value() == "Alzheimer disease"
    assert page.get_by_role("listbox").count() == 0, "the list is closed"
    onward.press("Enter")
    page.wait_for_url("**/trace?**")
    assert page.locator(".verdict").inner_text().startswith("Over all")
    assert page.get_by_role("combobox", name="From", exact=True).input_value() == "hsa-miR-146a-5p"
    page.locator("#chains .chain").first.click()
    assert page.locator("#chains .account").first.is_visible()
    chains = page.locator("#chains").text_content()
    page.reload()
    assert page.locator("#chains").text_content() == chains, "the address gives the same again"
    assert page.locator("#chains .account").first.is_visible(), "and what was chosen"
    seen.assert_quiet()


def test_a_card_of_the_chain_page_leads_on(tab: Any, server: Server):
    seen = tab(server)
    page = seen.page
    seen.go(TRACE)
    page.fill("#search", "synapse assembly")
    page.press("#search", "Enter")
    page.get_by_role("link", name="All that is said of it").click()
    page.wait_for_url("**/entity/**")
    assert page.locator("h1").inner_text() == "synapse assembly"
    page.go_back()
    page.locator("#statements tbody button").first.click()
    page.get_by_role("link", name="Page of this statement").click()
    page.wait_for_url("**/statement/**")
    assert page.locator(".evidence").count()
    seen.assert_quiet()


def test_the_question_can_be_changed_above_the_answer(tab: Any, server: Server):
    seen = tab(server)
    page = seen.page
    seen.go(TRACE)
    page.get_by_text("Constraints", exact=False).first.click()
    assert page.get_by_label("Through", exact=True).input_value() == "miR-146a"
    page.get_by_label("Longest chain").select_option("3")
    page.get_by_label("in vivo").first.check()
    page.get_by_role("button", name="Trace").click()
    page.wait_for_url("**max_hops=3**")
    wanted = "/trace?start=BM-MSC+exosome&end=Alzheimer+disease&max_hops=3&via=miR-146a&study_type=in_vivo"
    assert page.url.partition("#")[0] == server.url + wanted
    page.get_by_text("The same as a command").click()
    assert "--study-type=in_vivo" in page.locator("#same-command").inner_text()
    seen.assert_quiet()


def test_a_long_list_is_narrowed_as_one_types(tab: Any, server: Server):
    seen = tab(server)
    page = seen.page
    seen.go("/entity/MONDO:0004975")
    page.get_by_label("Narrow the statements down").fill("microRNA")
    assert " of 111 statements" in page.locator("#narrowed").inner_text()
    shown = [item.inner_text() for item in page.locator(".claim:visible").all()]
    assert 0 < len(shown) < 111
    assert any("miR-" in text for text in shown)
    page.get_by_label("Narrow the statements down").fill("")
    assert page.locator(".claim:visible").count() < 111, "folded again"
    seen.assert_quiet()


def test_everything_works_without_scripts(tab: Any, server: Server):
    seen = tab(server, scripts=False)
    page = seen.page
    seen.go("/")
    page.get_by_label("Name, synonym or identifier").fill("SHP2")
    page.get_by_role("button", name="Search").click()
    assert page.locator("h1").inner_text() == "PTPN11"
    assert not page.locator("#narrow:visible").count()
    page.locator(".claim summary").first.click()
    assert page.locator(".evidence").first.is_visible()
    page.get_by_label("From here to").fill("AD")
    page.get_by_role("button", name="Trace from here").click()
    assert "Several things are called AD" in page.locator(".wrong").inner_text()
    page.get_by_role("link", name="Alzheimer disease (Disease)").click()
    assert page.locator("#chains").is_visible()
    assert page.locator("#statements tbody tr").first.is_visible()
    page.get_by_text("The same as a command").click()
    assert "msc-graph trace" in page.locator("#same-command").inner_text()


@pytest.mark.parametrize("width", [400, 1024, 1440])
def test_every_page_fits_and_is_quiet(tab: Any, server: Server, width: int):
    scheme = "dark" if width == 1024 else "light"
    seen = tab(server, width=width, scheme=scheme)
    page = seen.page
    for path in PAGES:
        seen.go(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("h1").count() == 1, path
        assert page.get_by_role("main").count() == 1, path
        assert page.get_by_role("banner").count() == 1, path
        nameless = page.evaluate(
            """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a[href]")]
              .filter((e) => !(e.labels?.length || e.textContent.trim() || e.getAttribute("aria-label")))
              .map((e) => e.outerHTML)"""
        )
        assert nameless == [], path
    seen.assert_quiet()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(tab: Any, server: Server, scheme: str):
    seen = tab(server, scheme=scheme)
    for path in ("/", "/entity/MONDO:0004975", "/trace?start=nobody&end=AD", NONE):
        seen.go(path)
        assert seen.page.evaluate(PALE) == [], path


def test_the_keyboard_reaches_everything_in_order(tab: Any, server: Server):
    seen = tab(server)
    page = seen.page
    seen.go("/entity/HGNC:9644")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        here = "(() => { const e = document.activeElement; const s = getComputedStyle(e); return [e.className, e.id, e.textContent.trim(), s.outlineStyle]; })()"
        name, identifier, text, outline = page.evaluate(here)
        reached.append(name or identifier or text)
        assert outline != "none", "where the focus is can be seen"
        if text == "To here from" or identifier == "trace-start":
            break
    wanted = ["skip", "brand", "Explore", "SPARQL", "API", "site-search"]
    assert reached[: len(wanted)] == wanted
    assert "trace-end" in reached
    page.goto(page.url)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path = tmp_path_factory.mktemp("hostile") / "graph.nq"
    made = hostile_corpus()
    papers = {f"doi:{i}": paper._replace(id=f"doi:{i}") for i, paper in made.references.items()}
    corpus = Corpus(
        made.entities, made.statements, made.rows, prefixes=load_prefixes(), references=papers
    )
    path.write_text(serialise(corpus, "nquads"), encoding="utf-8")
    with start_server("--workers", "1", data=(path,)) as server:
        yield server


def test_hostile_names_do_nothing(tab: Any, hostile: Server):
    seen = tab(hostile)
    page = seen.page
    assert seen.go("/") == 200
    assert seen.go("/search?q=hacked") == 200
    assert "<img src=x onerror" in page.locator("main").inner_text()
    found = page.locator(".found a").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    assert found
    links: set[str] = set()
    for path in found[:4]:
        seen.go(path)
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        links |= set(page.locator("a").evaluate_all("all => all.map((a) => a.protocol)"))
        onward = page.locator(".claim a, .about .button").evaluate_all(
            "all => all.map((a) => a.getAttribute('href'))"
        )
        for further in [*dict.fromkeys(onward)][:3]:
            if further.startswith("/"):
                assert seen.go(further) == 200, further
    payload = "%3Cimg%20src%3Dx%20onerror%3Dwindow.__hacked%3D1%3E"
    for path in (f"/entity/{payload}", f"/trace?start={payload}&end={payload}", f"/search?q={payload}",
                 f"/{payload}", f"/reference/{payload}"):  # fmt: skip
        seen.go(path)
        assert page.evaluate("window.__hacked") is None
        assert page.locator("img").count() == 0
    assert links <= {"http:", "https:"}
    seen.assert_quiet()


#: Elements with words of their own whose contrast against what lies below is less than AA asks.
PALE = """() => {
  const lightness = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * x + .7152 * y + .0722 * z;
  };
  const read = (text) => text.match(/[\\d.]+/g).map(Number);
  const ground = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const colour = read(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const e of document.querySelectorAll("body *")) {
    if (!e.checkVisibility() || e.closest("svg")) continue;
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
    const style = getComputedStyle(e);
    const [a, b] = [lightness(read(style.color)), lightness(ground(e))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize), bold = style.fontWeight >= 700;
    const least = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
    if ((a + .05) / (b + .05) < least) found.push([e.outerHTML.slice(0, 90), (a + .05) / (b + .05)]);
  }
  return found;
}"""
