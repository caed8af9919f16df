"""The HTML page as text: deterministic, self-contained, and proof against hostile data."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

import pytest

from msc_graph.curation.corpus import Corpus, EvidenceRow
from msc_graph.exceptions import UsageError
from msc_graph.records import (
    Claim,
    Entity,
    Evidence,
    Reference,
    Statement,
    statement_id,
)
from msc_graph.render.links import expand_curie, safe_url
from msc_graph.render.page import render_page
from msc_graph.render.palette import DOTS
from msc_graph.render.wording import caveats_of

PAYLOADS = (
    "<script>window.__hacked=1</script>",
    "</script><script>window.__hacked=1</script>",
    '" onmouseover="window.__hacked=1',
    "javascript:window.__hacked=1",
    "<img src=x onerror=window.__hacked=1>",
    "<!--<script>",
    "a\u2028b\u2029c\u0000d & 'quoted' *bold* {{ 7*7 }}",
)


class Reader(HTMLParser):
    """Elements with attributes, and the text of each script and style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: dict[str, list[str]] = {"script": [], "style": []}
        self.words: list[str] = []
        self._open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in self.blocks:
            self.blocks[tag].append("")
            self._open = tag

    def handle_endtag(self, tag: str) -> None:
        self._open = "" if tag == self._open else self._open

    def handle_data(self, data: str) -> None:
        if self._open:
            self.blocks[self._open][-1] += data
        else:
            self.words.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def data(self) -> dict[str, Any]:
        parsed: dict[str, Any] = json.loads(self.blocks["script"][0])
        return parsed

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def hostile_corpus() -> Corpus:
    """A graph in which every text that can hold a payload holds one."""
    entities = {}
    for number, payload in enumerate(PAYLOADS):
        identifier = f"HGNC:{number}{payload}"
        entities[identifier] = Entity(
            identifier,
            payload,
            payload if number == 0 else "Protein",
            kind=payload,
            synonyms=(payload, f"again {payload}"),
            xrefs=(payload, f"bad:{payload}"),
            broader=(payload,),
            occurs_in=(payload,),
            taxon=payload,
            description=payload,
        )
    ids = list(entities)
    statements, rows = {}, {}
    for number, payload in enumerate(PAYLOADS):
        predicate = payload if number == 0 else "inhibits"
        claim = Claim(ids[number], predicate, ids[number - 1], payload)
        identifier = statement_id(claim)
        statements[identifier] = Statement(
            identifier, claim.subject, claim.predicate, claim.object, payload, status=payload
        )
        cells = dict.fromkeys(("stance", "certainty", "basis", "study_type"), payload)
        cells |= dict.fromkeys(("locator", "disease", "dose", "note", "as_printed"), payload)
        rows[identifier] = (EvidenceRow.of(Evidence(**cells, reference=payload)),)
    references = {
        payload: Reference(payload, payload, payload, year=payload, doi=payload)
        for payload in PAYLOADS
    }
    prefixes = {"HGNC": "https://identifiers.org/hgnc/", "bad": "javascript:alert(1)//"}
    return Corpus(entities, statements, rows, prefixes=prefixes, references=references)


def whole(corpus: Corpus, **options: Any) -> str:
    return render_page(corpus, list(corpus.statements.values()), **{"title": "Toy"} | options)


@pytest.fixture(scope="module")
def toy_page(toy: Corpus) -> Reader:
    return Reader(whole(toy, command="msc-graph render -o toy.html"))


def find(corpus: Corpus, subject: str, predicate: str, obj: str) -> str:
    return next(
        s.id
        for s in corpus.statements.values()
        if (corpus.label(s.subject), s.predicate, corpus.label(s.object))
        == (subject, predicate, obj)
    )


def test_the_same_graph_gives_the_same_bytes(toy: Corpus):
    assert whole(toy) == whole(toy)
    turned = Reader(render_page(toy, list(toy.statements.values())[::-1], title="Toy"))
    assert turned.data == Reader(whole(toy)).data, "only the table follows the order given"


def test_the_page_says_what_it_is(toy: Corpus, toy_page: Reader):
    assert "msc-graph render -o toy.html" in toy_page.text
    assert f"{len(toy.statements)} statements" in toy_page.text
    assert {"microRNA 1", "disease 1"} <= set(re.findall(r"\w+ 1", toy_page.text))
    assert all(word in toy_page.text for word in ("lowers, inhibits", "no direction given"))


def test_edges_run_from_subject_to_object_with_the_head_at_the_object(
    toy: Corpus, toy_page: Reader
):
    edges = {edge["id"]: edge for edge in toy_page.data["edges"]}
    assert edges.keys() == toy.statements.keys()
    for statement in toy.statements.values():
        edge = edges[statement.id]
        assert (edge["from"], edge["to"]) == (statement.subject, statement.object)
        assert ("from" in edge["arrows"]) == (statement.predicate == "opposite_of")
    heads = {i: edge["arrows"]["to"]["type"] for i, edge in edges.items()}
    assert heads[find(toy, "hsa-miR-146a-5p", "inhibits", "TRAF6")] == "bar"
    assert heads[find(toy, "TRAF6", "activates", "NFkappaB")] == "arrow"
    assert heads[find(toy, "SIRT1", "inhibits", "BACE1")] == "circle", "a denial has no direction"


def test_labels_are_plain_text_and_nothing_moves(toy_page: Reader):
    options = toy_page.data["options"]
    assert options["physics"] == {"enabled": False}
    assert options["nodes"]["font"]["multi"] is options["edges"]["font"]["multi"] is False
    assert not any("title" in drawn for drawn in toy_page.data["nodes"] + toy_page.data["edges"])


def test_evidence_is_all_there(toy: Corpus, toy_page: Reader):
    carries = find(toy, "UC-MSC exosome", "carries", "hsa-miR-146a-5p")
    (row,) = toy_page.data["statements"][carries]["evidence"]
    assert row["dose"] == "50 µg"
    assert row["route"] == ["intravenous injection"]
    assert toy_page.data["references"][row["reference"]]["url"].startswith("https://pubmed")


def test_weak_and_withdrawn_statements_are_marked_in_words(toy: Corpus, toy_page: Reader):
    for subject, predicate, obj, word in (
        ("UC-MSC exosome", "inhibits", "SIRT1", "superseded"),
        ("SIRT1", "ameliorates", "Alzheimer disease", "hypothesis"),
        ("SIRT1", "inhibits", "BACE1", "asserted absence"),
        ("hsa-miR-146a-5p", "inhibits", "BACE1", "no effect found"),
        ("BACE1", "upregulates", "amyloid-beta", "background"),
    ):
        identifier = find(toy, subject, predicate, obj)
        assert word in toy_page.data["statements"][identifier]["caveats"]
        assert word in toy_page.text


def test_width_is_weight_of_evidence_and_hypotheses_are_dotted(toy: Corpus, toy_page: Reader):
    drawn = {edge["id"]: edge for edge in toy_page.data["edges"]}
    shown = drawn[find(toy, "UC-MSC exosome", "ameliorates", "Alzheimer disease")]
    guessed = drawn[find(toy, "SIRT1", "ameliorates", "Alzheimer disease")]
    background = drawn[find(toy, "BACE1", "upregulates", "amyloid-beta")]
    assert shown["width"] > guessed["width"] > background["width"]
    assert guessed["dashes"] == list(DOTS) != shown["dashes"]


def test_the_best_support_counts():
    rows = [
        EvidenceRow("supports", "hedged", "implied", "in_vivo", ""),
        EvidenceRow("supports", "stated", "stated", "in_vitro", ""),
    ]
    assert caveats_of(Statement("s", "a", "inhibits", "b"), rows) == ()


def test_chains_are_listed_with_their_signs(toy: Corpus):
    exosome, rna, process = "UC-MSC exosome", "hsa-miR-146a-5p", "astrocyte inflammation"
    chain = [
        find(toy, exosome, "carries", rna),
        find(toy, rna, "reduces", process),
        find(toy, process, "contributes_to", "Alzheimer disease"),
    ]
    page = Reader(whole(toy, chains=[chain], highlight=["MONDO:0004975", "no:such"]))
    assert page.data["opening"] == "chains"
    assert [drawn["statements"] for drawn in page.data["chains"]] == [chain]
    assert page.data["highlight"] == ["MONDO:0004975"]
    assert f"− 3 hops {exosome} → carries {rna} ⊣ reduces {process}" in page.text


def test_a_chain_walked_backwards_says_so(toy: Corpus):
    source = "mesenchymal stem cell of umbilical cord"
    chain = [
        find(toy, "miR-146a-overexpressing UC-MSC exosome", "prepared_from", source),
        find(toy, source, "produces", "UC-MSC exosome"),
    ]
    page = Reader(whole(toy, chains=[chain[::-1]]))
    assert "unknown 2 hops UC-MSC exosome —○ backwards: produces" in page.text


def test_a_chain_that_is_not_drawn_or_breaks_is_refused(toy: Corpus):
    with pytest.raises(UsageError, match="not drawn"):
        whole(toy, chains=[["mscg:statement/none"]])
    broken = [
        find(toy, "TRAF6", "activates", "NFkappaB"),
        find(toy, "BACE1", "upregulates", "amyloid-beta"),
    ]
    with pytest.raises(UsageError, match="breaks"):
        whole(toy, chains=[broken])


def test_nothing_and_the_unknown_can_be_drawn(toy: Corpus):
    empty = Reader(render_page(toy, [], title="Nothing", highlight=["MONDO:0004975"]))
    assert "No statements." in empty.text
    assert [node["id"] for node in empty.data["nodes"]] == ["MONDO:0004975"]
    assert "0 statements" in empty.text
    foreign = Statement("s", "x:a", "physically_near", "x:a")
    page = Reader(render_page(Corpus({}, {}, {}), [foreign], title="Foreign"))
    assert "x:a physically near" in page.text


def assert_self_contained(page: Reader) -> None:
    """No element but a link that a reader clicks points outside the page."""
    for tag, attributes in page.elements:
        for name, value in attributes.items():
            assert not name.startswith("on"), f"<{tag} {name}>"
            assert name != "style", f"<{tag} style>"
            if name in ("src", "href", "data", "srcset", "action"):
                kind = (tag, (value or "").split(":")[0])
                assert kind in {("a", "https"), ("a", "http"), ("link", "data")} or (
                    tag == "a" and (value or "").startswith("#")
                ), f"<{tag} {name}={value!r}>"
    assert "sourceMappingURL" not in "".join(page.blocks["script"])
    for style in page.blocks["style"]:
        assert "@import" not in style
        assert "url(" not in style


def assert_locked(page: Reader) -> None:
    """The policy names exactly the blocks that are there."""
    (policy,) = (m["content"] for m in page.named("meta") if "http-equiv" in m)
    rules = dict(rule.split(" ", 1) for rule in (policy or "").split("; "))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in (policy or "")
    assert "*" not in (policy or "")
    scripts = page.blocks["script"][1:]
    assert page.named("script")[0]["type"] == "application/json"
    for rule, blocks in (("script-src", scripts), ("style-src", page.blocks["style"])):
        hashes = [b64encode(sha256(block.encode()).digest()).decode() for block in blocks]
        assert rules[rule] == " ".join(f"'sha256-{digest}'" for digest in hashes)


def test_the_page_asks_for_nothing_and_lets_only_its_own_scripts_run(toy_page: Reader):
    assert_self_contained(toy_page)
    assert_locked(toy_page)


def test_hostile_data_stay_data():
    corpus = hostile_corpus()
    chains = [[identifier] for identifier in corpus.statements]
    text = whole(corpus, title=PAYLOADS[1], command=PAYLOADS[1], chains=chains)
    page, harmless = Reader(text), Reader(whole(corpus, chains=chains, command="x"))
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in harmless.elements]
    assert_self_contained(page)
    assert_locked(page)
    assert len(page.blocks["script"]) == 3, "data, vis-network, ours"
    assert not set("<>&'\u2028\u2029") & set(page.blocks["script"][0])
    labels = [entity["label"] for entity in page.data["entities"].values()]
    assert sorted(labels) == sorted(PAYLOADS), "and the data come back unchanged"
    assert all(a["rel"] == "noopener noreferrer" for a in page.named("a") if "target" in a)


def test_links_of_hostile_data_are_https_or_none():
    page = Reader(whole(hostile_corpus()))
    urls = [entity.get("url", "") for entity in page.data["entities"].values()]
    urls += [url for e in page.data["entities"].values() for _, url in e["xrefs"]]
    for reference in page.data["references"].values():
        urls += [reference.get(kind, "") for kind in ("url", "doi", "search")]
    assert all(url == "" or url.startswith("https://") for url in urls)
    assert not any(set(url) & set("<>\"' \u2028\u0000") for url in urls)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JAVASCRIPT:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc",
        "ftp://x.org",
        "//x.org",
        "https://",
        "http:///path",
        "https://[::1",
        "",
    ],
)
def test_only_web_addresses_become_links(url: str):
    assert safe_url(url) == ""


def test_identifiers_become_addresses(toy: Corpus):
    prefixes = toy.prefixes
    assert expand_curie("HGNC:12036", prefixes) == "https://identifiers.org/hgnc/12036"
    assert expand_curie("MONDO:0004975", prefixes).endswith("/obo/MONDO_0004975")
    assert expand_curie("mscg:uc-msc-exosome", prefixes) == "", "nothing is served there"
    assert expand_curie("unknown:1", prefixes) == ""


def test_a_command_line_that_is_no_text_can_be_written(toy: Corpus):
    assert "render ??" in whole(toy, command="render \udcff\udcfe").encode("utf-8").decode("utf-8")
