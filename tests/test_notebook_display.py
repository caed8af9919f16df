"""What a notebook shows of a graph, a trace and a figure."""

from __future__ import annotations

import pickle
import re
from html.parser import HTMLParser

import pytest
from worlds import world

from msc_graph.curation.corpus import Corpus
from msc_graph.graph import MechanismGraph
from msc_graph.records import Reference
from msc_graph.render.notebook import show_graph

VOID = {"br", "img"}
TAGS = {"div", "p", "b", "code", "span", "table", "thead", "tbody", "tr", "th", "td", "a"}


class Page(HTMLParser):
    """Tags with their attributes, the text, and whether every tag is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data

    @property
    def links(self):
        return [attributes["href"] for tag, attributes in self.tags if tag == "a"]


def test_a_trace_shows_verdict_chains_support_and_papers(shipped):
    found = shipped.trace("BM-MSC exosome", "Alzheimer disease", top=6)
    page = Page(found._repr_html_())
    assert "BM-MSC exosome → Alzheimer disease: ± signs differ between chains" in page.words
    assert "inferred" in page.words
    assert "carries" in page.words
    assert "⊣" in page.words
    assert "Nakano 2020" in page.words
    assert "more chains found" in page.words
    assert "https://pubmed.ncbi.nlm.nih.gov/32612165/" in page.links
    assert sum(tag == "tr" for tag, _ in page.tags) == 7


def test_what_ipython_asks_for_is_there(shipped):
    display = pytest.importorskip("IPython.core.formatters")
    html, svg = display.HTMLFormatter(), display.SVGFormatter()
    found = shipped.trace("SHP2", "Alzheimer disease")
    assert html(found) == found._repr_html_()
    assert html(shipped) == shipped._repr_html_()
    assert "<svg" in svg(shipped.figure(found))


def test_a_trace_is_still_a_trace(shipped):
    found = shipped.trace("SHP2", "Alzheimer disease")
    assert repr(found) == "<trace PTPN11 → Alzheimer disease: -, 3 of 3 chains>"
    assert found._replace(sign="+")._repr_html_()
    assert found.complete
    small = world(("a", "inhibits", "b", {})).trace("a", "b")
    assert pickle.loads(pickle.dumps(small._replace(corpus=None))).sign == small.sign


def test_hostile_names_stay_text():
    graph = world(("a", "inhibits", "b", {"reference": "x:1"}), ("b", "activates", "c", {}))
    names = {"a": '<img src=x onerror="alert(1)">', "b": "</td><script>", "c": "c\x1b[0m\u202ec"}
    for name, label in names.items():
        entity = graph.corpus.entities[f"mscg:{name}"]
        graph.corpus.entities[entity.id] = entity._replace(label=label)
    references = {"x:1": Reference("x:1", '" onclick="x', "<b>A</b> B", year="2020")}
    corpus = Corpus(
        graph.corpus.entities,
        graph.corpus.statements,
        graph.corpus.rows,
        prefixes={"x": "javascript:alert("},
        references=references,
    )
    page = Page(MechanismGraph(corpus).trace("mscg:a", "mscg:c")._repr_html_())
    assert {tag for tag, _ in page.tags} <= TAGS
    assert page.links == []
    assert '<img src=x onerror="alert(1)">' in page.words
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e]", page.words)
    assert {tag for tag, _ in Page(show_graph(corpus)).tags} <= TAGS


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://x/y"])
def test_links_go_to_http_and_https_only(url):
    graph = world(("a", "inhibits", "b", {"reference": "PMID:1"}))
    paper = Reference("PMID:1", "T", "A B", year="2020", pmid="1")
    corpus = Corpus(
        graph.corpus.entities,
        graph.corpus.statements,
        graph.corpus.rows,
        prefixes={"PMID": url},
        references={"PMID:1": paper},
    )
    links = Page(MechanismGraph(corpus).trace("a", "b")._repr_html_()).links
    assert links == ["https://pubmed.ncbi.nlm.nih.gov/1/"]
    assert Page(MechanismGraph(Corpus(corpus.entities, corpus.statements, corpus.rows,
                prefixes={"PMID": url}, references={})).trace("a", "b")._repr_html_()).links == []  # fmt: skip


def test_an_empty_answer_and_an_empty_graph_say_so(shipped):
    assert "No chain within these bounds" in shipped.trace("osteoporosis", "SHP2")._repr_html_()
    assert "0 entities, 0 statements" in show_graph(Corpus({}, {}, {}))


def test_many_chains_are_cut_and_counted(shipped):
    found = shipped.trace("UC-MSC", "any:disease", top=300)
    page = Page(found._repr_html_())
    assert sum(tag == "tr" for tag, _ in page.tags) == 21
    assert f"{found.found - 20} more chains found" in page.words.replace(",", "")
    assert len(found._repr_html_()) < 100_000


def test_a_graph_suggests_what_works_on_it(shipped):
    page = Page(shipped._repr_html_())
    assert "entities" in page.words
    call = re.search(r"kg\.trace\('(.+?)', \"any:disease\"\)", page.words)
    assert shipped.trace(call[1], "any:disease").chains


def test_a_figure_is_told_in_one_line(shipped):
    figure = shipped.figure(shipped.trace("SHP2", "Alzheimer disease"), width_mm=85)
    assert repr(figure).startswith("<figure 'PTPN11 → Alzheimer disease', 85 x ")
    assert figure._repr_svg_().startswith("<?xml")
