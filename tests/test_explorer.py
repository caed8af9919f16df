"""The explorer over HTTP: one address for a page and for data, the trace, errors, files."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import anyio
import pytest
from rdflib import Graph, URIRef
from serving import Reply, Server, start_server
from starlette.requests import Request
from starlette.responses import Response
from worlds import world

from msc_graph.graph import MechanismGraph
from msc_graph.web.assets import load_assets
from msc_graph.web.explorer.answers import unless_known
from msc_graph.web.pages.asking import TraceQuestion, read_question
from msc_graph.web.pages.chain_query import write_chain_queries
from msc_graph.web.pages.claims import MOST_CLAIMS
from msc_graph.web.pages.representations import REPRESENTATIONS
from msc_graph.web.pages.same import tell_command

SHP2 = "HGNC:9644"
MIR146A = "mirbase.mature:MIMAT0000449"
NAKANO = "PMID:32612165"
NONE = "/trace?start=UC-MSC+exosome&end=Alzheimer+disease&via=miR-146a"


class Links(HTMLParser):
    """Addresses that a page leads to, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hrefs += [value or "" for name, value in attrs if tag == "a" and name == "href"]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def page(server: Server, path: str, status: int = 200) -> Links:
    reply = server.get(path, {"accept": "text/html"})
    assert reply.status == status, reply.text[:500]
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
    return Links(reply.text)


# One thing, one address.


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("application/json", "application/json"),
        ("text/turtle;q=0.5, application/ld+json", "application/ld+json"),
    ],
)
def test_an_entity_is_given_as_the_client_likes_it(server: Server, accept: str, kind: str):
    reply = server.get(f"/entity/{SHP2}", {"accept": accept})
    assert reply.status == 200
    assert reply.headers["content-type"].partition(";")[0] == kind
    assert "accept" in reply.headers["vary"].casefold()
    assert "PTPN11" in reply.text


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # of rdflib itself
@pytest.mark.parametrize(
    ("thing", "form", "syntax"),
    [
        ("entity", "turtle", "turtle"),
        ("entity", "jsonld", "json-ld"),
        ("entity", "ntriples", "nt"),
        ("statement", "turtle", "turtle"),
        ("reference", "turtle", "turtle"),
    ],
)
def test_data_are_rdf_with_evidence(
    server: Server, shipped: MechanismGraph, thing: str, form: str, syntax: str
):
    (statement,) = shipped.corpus.find(SHP2, ["promotes"])
    names = {
        "entity": SHP2,
        "reference": NAKANO,
        "statement": statement.id.rpartition("/")[2],
    }
    path = f"/{thing}/{names[thing]}?format={form}"
    graph = Graph().parse(data=server.get(path).text, format=syntax)
    evidence = list(graph.subjects(URIRef("https://w3id.org/msc-graph/ontology/stance")))
    assert evidence
    assert all(list(graph.subjects(None, node)) for node in evidence), "each hangs on a statement"


def test_json_is_that_of_the_api(server: Server, shipped: MechanismGraph):
    (statement,) = shipped.corpus.find(SHP2, ["promotes"])
    for ours, theirs in (
        (f"/entity/{SHP2}", f"/api/entities/{SHP2}"),
        (f"/statement/{statement.id.rpartition('/')[2]}", f"/api/statements/{statement.id}"),
        (f"/reference/{NAKANO}", f"/api/references/{NAKANO}"),
    ):
        assert server.get(f"{ours}?format=json").text == server.get(theirs).text


def test_more_than_one_answer_holds_is_told_and_never_cut(tmp_path: Path):
    claims = ((f"a{n}", "inhibits", "b", {"reference": "PMID:1"}) for n in range(MOST_CLAIMS + 1))
    world(*claims).export("kgx", tmp_path / "hub")
    with start_server("--workers", "1", data=[tmp_path / "hub"]) as server:
        for path, listed in (("/entity/mscg:b", "entities"), ("/reference/PMID:1", "references")):
            reply = server.get(path, {"accept": "application/json"})
            told = reply.json()
            assert (told["total"], len(told["statements"])) == (MOST_CLAIMS + 1, MOST_CLAIMS)
            assert told["next"].startswith(f"/api/{listed}/")
            assert reply.headers["link"] == f'<{told["next"]}>; rel="next"'
            (last,) = server.get(told["next"]).json()["statements"]
            assert last not in told["statements"]
            refused = server.get(path, {"accept": "text/turtle"})
            assert (refused.status, refused.json()["limit"]) == (413, "rows")
        assert f"of {MOST_CLAIMS + 1} statements" in server.get("/reference/PMID:1").text


def test_what_is_known_is_not_sent_again(server: Server):
    chains = f"/trace?start={SHP2}&end=Alzheimer+disease"
    for path in (f"/entity/{SHP2}", f"/entity/{SHP2}?format=turtle", "/", chains, NONE):
        first = server.get(path)
        assert first.headers["cache-control"] == "no-cache"
        again = server.get(path, {"if-none-match": first.headers["etag"]})
        assert (again.status, again.body) == (304, b"")
        if path == chains:  # a browser takes the policy of the 304 for that of its page
            policies = {r.headers["content-security-policy"] for r in (first, again)}
            assert len(policies) == 1
        other = server.get(path, {"if-none-match": '"x"'})
        assert other.status == 200
    tags = {server.get(f"/entity/{SHP2}?format={f}").headers["etag"] for f in ("turtle", "jsonld")}
    assert len(tags) == 2


def test_another_name_leads_to_the_page(server: Server):
    for name in ("SHP2", "PTPN11", "https://identifiers.org/hgnc/9644", "shp-2"):
        path = f"/entity/{quote(name, safe='')}"
        for form in REPRESENTATIONS:
            reply = server.get(path, {"accept": form.type})
            query = "" if form.name == "html" else f"?format={form.name}"
            wanted = (302, f"/entity/{SHP2}{query}")
            assert (reply.status, reply.headers["location"]) == wanted, (name, form)
        reply = server.get(f"{path}/graph?hops=2")
        assert reply.headers["location"] == f"/entity/{SHP2}/graph?hops=2"
    assert server.get("/search?q=SHP2").headers["location"] == f"/entity/{SHP2}"


def test_an_ambiguous_name_gives_the_choice_and_an_unknown_one_what_is_like_it(server: Server):
    assert "/entity/MONDO:0004975" in page(server, "/entity/AD", 300).hrefs
    assert "/entity/MONDO:0004975" in page(server, "/entity/alzhaimer", 404).hrefs
    assert "/entity/MONDO:0004975" in page(server, "/search?q=alzhei").hrefs
    page(server, "/entity/%00%2F..%2F..%2Fetc%2Fpasswd", 404)
    page(server, "/search?q=")
    reply = server.get("/entity/alzheimer+neuropatology", {"accept": "application/json"})
    assert (reply.status, reply.headers["content-type"]) == (404, "application/problem+json")
    assert "Alzheimer neuropathology" in json.loads(reply.text)["near"]


def test_an_entity_page_says_who_showed_what_in_what(server: Server):
    seen = page(server, f"/entity/{MIR146A}")
    for words in ("microRNA", "What acts on it", "What it acts on", "astrocyte inflammation",
                  "Nakano 2020", "0.4 µg/ml", "Mus musculus", "miRNA-146a", "in vitro"):  # fmt: skip
        assert words in seen.text, words
    for href in (f"/reference/{NAKANO}", f"/entity/{MIR146A}/graph?hops=1", "/entity/mscg:bm-msc-exosome",
                 "https://pubmed.ncbi.nlm.nih.gov/32612165/"):  # fmt: skip
        assert href in seen.hrefs, href


def test_every_entity_statement_and_paper_has_a_page(shipped: MechanismGraph):
    from msc_graph.web.jobs.pages import entity_page, reference_page, statement_page

    for number, identifier in enumerate(shipped.entities):
        if number % 10 == 0:
            assert entity_page(shipped, name=identifier)["status"] == 200
    for number, identifier in enumerate(shipped.statements):
        if number % 30 == 0:
            assert statement_page(shipped, name=identifier)["status"] == 200
    for number, identifier in enumerate(shipped.corpus.references):
        if number % 10 == 0:
            assert reference_page(shipped, name=identifier)["status"] == 200


def test_a_long_list_is_folded_and_paged(server: Server, shipped: MechanismGraph):
    hub = "mscg:msc-exosome"
    known = {s.id for s in shipped.statements.values() if hub in (s.subject, s.object)}
    seen = set()
    for group in ("in", "out", "other"):
        number, more = 1, True
        while more:
            found = page(server, f"/entity/{hub}?group={group}&page={number}")
            seen |= {f"mscg:{h[1:]}" for h in found.hrefs if h.startswith("/statement/")}
            number += 1
            more = f"/entity/{hub}?group={group}&page={number}" in found.hrefs
    assert known <= seen
    for wrong in ("group=x", "page=0", "page=-1", "page=1e3", "page=99999999"):
        assert server.get(f"/entity/{hub}?{wrong}").status == 422, wrong


# The trace.


def test_a_trace_is_the_chain_page_with_the_question_on_top(server: Server, shipped: MechanismGraph):  # fmt: skip
    asked = TraceQuestion("BM-MSC exosome", "Alzheimer disease", via=("miR-146a",))
    path = f"/trace?{urlencode(asked.pairs())}"
    reply = server.get(path)
    assert reply.status == 200
    policy = reply.headers["content-security-policy"]
    assert "'unsafe" not in policy
    assert "form-action 'self'" in policy
    found = shipped.trace(asked.start, asked.end, **asked.options())
    text = Links(reply.text).text
    assert reply.text.count('class="chain"') == len(found.chains)
    assert "Over all 6 chains: lowers" in text
    assert tell_command(asked) in text
    assert path in Links(reply.text).hrefs
    for _, query in write_chain_queries(found):
        assert f"/sparql?query={quote(query, safe='/')}" in [
            h.replace("%2F", "/") for h in Links(reply.text).hrefs
        ]


def test_one_question_has_one_address_over_http(server: Server):
    sent = "/trace?end=AD&via=&start=+SHP2&context_disease=osteoporosis&max_hops=&no_background=on"
    reply = server.get(sent)
    wanted = "/trace?start=SHP2&end=AD&context=disease%3Dosteoporosis&background=false"
    assert (reply.status, reply.headers["location"]) == (302, wanted)


def test_no_chain_says_what_is_stated_and_what_to_try(server: Server, shipped: MechanismGraph):
    seen = page(server, NONE)
    assert "No chain within these bounds" in seen.text
    assert "Stated end to end" in seen.text
    ways = [h for h in seen.hrefs if h.startswith("/trace?")]
    assert ways
    for way in ways:
        asked = read_question(parse_qsl(urlsplit(way).query))
        assert shipped.trace(asked.start, asked.end, **asked.options()).chains, way
    assert "from BM-MSC exosome" in seen.text


def test_names_that_stand_for_nothing_are_told_beside_their_field(server: Server):
    path = "/trace?start=UC-MSC+exosme&end=AD&via=mitofagy&context=disease%3Dosteoporosys"
    seen = page(server, path, 404)
    text = server.get(path).text
    assert text.count('aria-invalid="true"') == 4
    assert "Several things are called AD" in seen.text
    for change in ("start=UC-MSC+exosome", "end=MONDO:0004975", "via=mitophagy"):
        assert any(change in href for href in seen.hrefs), change
    assert page(server, "/trace").text.count("From")
    page(server, "/trace?start=SHP2")
    page(server, "/trace?start=SHP2&end=AD&top=0", 422)
    page(server, "/trace?start=any:x&end=any:y", 404)
    page(server, f"/trace?start={'x' * 400}&end=AD", 422)
    assert server.get("/trace?" + "via=a&" * 300).status == 422


def test_a_search_that_time_cut_says_so_and_is_not_kept(server: Server):
    path = "/trace?start=any:protein&end=any:disease&max_hops=8&walk=any&undirected=true&max_seconds=0.05"
    reply = server.get(path)
    assert reply.status == 200
    assert "the search stopped at 0.05 seconds" in reply.text.lower()
    assert "etag" not in reply.headers
    # How many chains are looked at hangs on the settings of the server too.
    for more in ("", "&via=SHP2&via=PTEN&via=TRAF6"):
        cut = server.get(f"/trace?start=any:protein&end=any:disease{more}&max_paths=5")
        assert ('class="chain"' in cut.text) == (not more)
        assert (cut.status, "etag" in cut.headers) == (200, False)


def test_what_is_known_costs_nothing_even_after_a_restart():
    """A page of the renderer is confirmed with its policy, though none has been made yet."""
    state = SimpleNamespace(engine=SimpleNamespace(edition="1"))
    scope = {"type": "http", "method": "GET", "path": "/trace", "query_string": b"start=a"}
    scope |= {"app": SimpleNamespace(state=state), "server": ("here", 80), "scheme": "http"}

    def ask(make: Callable[[], Awaitable[Any]], *held: str) -> Response:
        headers = [(b"if-none-match", tag.encode()) for tag in held]
        request = Request(scope | {"headers": headers})
        return anyio.run(partial(unless_known, request, REPRESENTATIONS[0], make, drawn=True))

    async def make() -> Any:
        return {"status": 200, "html": "a page"}

    async def fail() -> Any:
        raise AssertionError("nothing may be made")

    first = ask(make)
    again = ask(fail, first.headers["etag"])
    assert again.status_code == 304
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


# Files, downloads, errors.


def test_files_are_kept_for_ever_under_the_name_of_their_content(server: Server):
    for name, asset in load_assets().items():
        reply = server.get(asset.url)
        assert reply.status == 200
        assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert reply.headers["content-type"] == asset.media_type
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert server.get(f"/static/0000000000000000/{name}").status == 404
    for path in ("/static/x/..%2F..%2Fapp.py", "/static/../app.py", "/static//etc/passwd"):
        assert server.get(path).status == 404, path


def test_the_whole_graph_can_be_taken_away(server: Server, shipped: MechanismGraph):
    reply = server.get("/download/nquads")
    assert reply.headers["content-disposition"] == 'attachment; filename="msc_graph.nq"'
    assert reply.text.count("\n") > 10 * len(shipped.statements)
    assert server.get("/download/exe").status == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nowhere", 404), ("/statement/0000", 404), ("/reference/PMID:0", 404),
     (f"/entity/{SHP2}?format=x", 422)],
)  # fmt: skip
def test_errors_are_pages_for_people_and_problems_for_programs(server: Server, path: str, status: int):  # fmt: skip
    seen = page(server, path, status)
    assert "/" in seen.hrefs
    assert str(status) in seen.text
    reply: Reply = server.get(path, {"accept": "application/json"})
    assert (reply.status, reply.headers["content-type"]) == (status, "application/problem+json")
    assert "Traceback" not in reply.text


def test_a_form_that_nobody_has_is_refused(server: Server):
    assert server.get(f"/entity/{SHP2}", {"accept": "image/png"}).status == 406
