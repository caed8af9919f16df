"""`/api` over HTTP: the answers of the command line, in pages, with reasons where there is none."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from serving import Server, start_server

from msc_graph.exceptions import UnknownTermError, UsageError
from msc_graph.web.api.fields import context_pairs
from msc_graph.web.api.operations import OPERATIONS
from msc_graph.web.api.pages import list_routes
from msc_graph.web.api.parameters import Trace
from msc_graph.web.api.reading import read_parameters
from msc_graph.web.cursors import lead_on, read_cursor, write_cursor
from msc_graph.web.settings import Settings

TOY = Path(__file__).parent / "toy"

SAME = [
    ("/api/resolve?term=miRNA-146a&term=NF-kB&term=AD", "resolve miRNA-146a NF-kB AD"),
    ("/api/trace?start=miR-146a&end=MONDO:0004975", "trace miR-146a MONDO:0004975"),
    (
        "/api/trace?start=any:microRNA&end=any:disease&max_hops=4&top=3&explain=true&template=true",
        "trace any:microRNA any:disease --max-hops 4 --top 3 --explain --template",
    ),
    (
        "/api/trace?start=UC-MSC%20exosome&end=Alzheimer%20disease&via=any:protein&avoid=SIRT1"
        "&same_study=true&background=false&study_type=in_vivo&study_type=in_vitro"
        "&context=disease%3DAlzheimer%20disease&context=species%3DMus%20musculus",
        "trace 'UC-MSC exosome' 'Alzheimer disease' --via any:protein --avoid SIRT1 --same-study"
        " --no-background --study-type in_vivo --study-type in_vitro"
        " --context 'disease=Alzheimer disease' --context 'species=Mus musculus'",
    ),
    (
        "/api/trace?start=UC-MSC&end=Alzheimer%20disease&engineered=true&walk=any"
        "&undirected=true&max_hops=3&sign=-&through_disease=true",
        "trace UC-MSC 'Alzheimer disease' --engineered --walk any --undirected --max-hops 3"
        " --sign - --through-disease",
    ),
    (
        "/api/trace?start=miR-146a&end=Alzheimer%20disease&metapath=biological%20process",
        "trace miR-146a 'Alzheimer disease' --metapath 'biological process'",
    ),
    ("/api/stats", "stats"),
    ("/api/stats?what=predicates", "stats --predicates"),
    ("/api/stats?what=grounding", "stats --grounding"),
    ("/api/queries", "queries"),
    ("/api/queries/targets-of-cargo", "queries targets-of-cargo"),
]


@pytest.fixture(scope="module")
def toy_server() -> Iterator[Server]:
    with start_server(data=(TOY,)) as started:
        yield started


@pytest.mark.parametrize(("path", "command"), SAME, ids=[path for path, _ in SAME])
def test_the_answer_is_that_of_the_command_line(server, toy_server, run, path, command):
    words = [*shlex.split(command), "--format", "json"]
    for asked, data in ((server, ()), (toy_server, ("--data", TOY))):
        reply = asked.get(path)
        assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
        assert reply.text == run(*data, *words)[1]


def test_an_entity_and_its_reach_are_those_of_the_command_line(server, toy_server, run):
    for asked, data in ((server, ()), (toy_server, ("--data", TOY))):
        told = json.loads(asked.get("/api/entities/SIRT1?limit=1000").text)
        shown = json.loads(run(*data, "show", "SIRT1", "--format", "json")[1])
        assert (told.pop("total"), told.pop("next")) == (len(shown["statements"]), None)
        assert told == shown
        told = json.loads(asked.get("/api/reach?start=miR-146a&max_hops=4").text)
        words = ("reach", "miR-146a", "--max-hops", "4", "--format", "json")
        assert told["reached"] == json.loads(run(*data, *words)[1])
        assert (told["complete"], told["warning"]) == (True, "")


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_example_answers_in_the_shape_that_is_told(server, operation):
    (route,) = (route for route in list_routes() if route["name"] == operation.name)
    answers = [TypeAdapter(list[a] if operation.many else a) for a in operation.answers]
    for number, example in enumerate(route["examples"]):
        reply = server.get(example)
        assert reply.status == 200, reply.text
        answers[number % len(answers)].validate_json(reply.body, strict=True)


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/api/entities/nothing%20of%20the%20kind", 404, "no entity is called"),
        ("/api/entities/Sirt9", 404, "SIRT1"),
        ("/api/entities/AD", 404, "UBERON:0001013"),
        ("/api/entities/", 422, "entity is ''"),
        ("/api/statements/mscg:statement/0", 404, "no statement"),
        ("/api/references/PMID:0", 404, "no paper"),
        ("/api/queries/target-of-cargo", 404, "did you mean targets-of-cargo"),
        ("/api/statements?predicate=inhibit", 404, "no predicate"),
        ("/api/statements?category=nonsense", 404, "no category"),
        ("/api/statements?subject=AD", 404, "ambiguous"),
        ("/api/trace?start=SHP2&end=any:nonsense", 404, "no category"),
        ("/api/trace?start=SHP2", 422, "end is missing"),
        ("/api/trace?start=SHP2&start=SIRT1&end=TRAF6", 422, "start is given twice"),
        ("/api/trace?start=SHP2&end=TRAF6&max_hop=2", 422, "'max_hop' is unknown"),
        ("/api/trace?start=SHP2&end=TRAF6&max_hops=9", 422, "max_hops is '9'"),
        ("/api/trace?start=SHP2&end=TRAF6&max_hops=two", 422, "a whole number"),
        ("/api/trace?start=SHP2&end=TRAF6&max_hops=%D9%A3", 422, "a whole number"),
        ("/api/trace?start=SHP2&end=TRAF6&max_hops=", 422, "max_hops is ''"),
        ("/api/trace?start=SHP2&end=TRAF6&background=no", 422, "true or false"),
        ("/api/trace?start=SHP2&end=TRAF6&study_type=in_silico", 422, "in_vivo"),
        ("/api/trace?start=SHP2&end=TRAF6&context=disease", 422, "COLUMN=NAME"),
        ("/api/trace?start=SHP2&end=TRAF6&context=colour%3Dred", 422, "COLUMN=NAME"),
        ("/api/trace?start=SHP2&end=TRAF6&sign=0", 422, "sign is '0'"),
        ("/api/trace?start=SHP2&end=TRAF6&max_seconds=0", 422, "max_seconds"),
        ("/api/trace?start=SHP2&end=TRAF6&metapath=" + "protein%3E" * 7 + "protein", 422, "metap"),
        ("/api/trace?end=TRAF6&start=" + "x" * 301, 422, "at most 300"),
        ("/api/resolve", 422, "term is missing"),
        ("/api/resolve?" + "term=a&" * 101, 422, "at most 100"),
        ("/api/suggest?q=a&limit=51", 422, "limit is '51'"),
        ("/api/entities?cursor=tooshort", 422, "cursor"),
        ("/api/entities?cursor=" + "A" * 20, 404, "start again"),
        ("/api/stats?what=everything", 422, "what is 'everything'"),
        ("/api/queries?limit=3", 422, "known are none"),
        ("/api/entities/SIRT1?entity=TRAF6", 422, "'entity' is unknown"),
        ("/api/nowhere", 404, ""),
    ],
)
def test_what_cannot_be_answered_is_told_with_its_cure(server, path, status, words):
    reply = server.get(path)
    assert (reply.status, reply.headers["content-type"]) == (status, "application/problem+json")
    problem = json.loads(reply.text)
    assert problem["status"] == status
    told = problem["detail"] + problem["cure"] + " ".join(problem.get("near", ()))
    assert words in told
    assert problem["cure"]


def test_a_plus_that_became_a_blank_is_understood(server):
    asked = "/api/trace?start=any:microRNA&end=any:disease&max_hops=3&top=3&sign="
    assert server.get(asked + "+").text == server.get(asked + "%2B").text
    assert {c["sign"] for c in json.loads(server.get(asked + "+").text)["chains"]} == {"+"}


def test_a_search_that_a_limit_cut_says_so(server):
    asked = "/api/trace?start=any:microRNA&end=any:disease&max_hops=8&walk=any&undirected=true"
    reply = server.get(f"{asked}&max_seconds=0.05")
    told = json.loads(reply.text)
    assert (reply.status, told["complete"], told["sign"] in "+-") == (200, False, False)
    assert "not complete" in told["warning"]
    assert "etag" not in reply.headers


def test_a_search_leaves_time_to_tell_what_it_found():
    asked = Trace(start="a", end="b", max_seconds=1000)
    bounds = asked.options(Settings(timeout=6))
    assert bounds["max_seconds"] == 2
    assert bounds["max_paths"] < asked.max_paths == Trace(start="a", end="b").max_paths
    assert asked.options(Settings())["max_paths"] == asked.max_paths


def read_pages(server: Server, path: str, items: str) -> Iterator[list[dict]]:
    following = path
    while following:
        reply = server.get(following)
        told = json.loads(reply.text)
        assert len(told[items]) == len({json.dumps(item) for item in told[items]})
        following = told["next"]
        assert reply.headers.get("link") == (f'<{following}>; rel="next"' if following else None)
        yield told[items]


@pytest.mark.parametrize(
    ("path", "items"),
    [
        ("/api/statements?entity=MONDO:0004975&limit=20", "statements"),
        ("/api/entities?category=micro%20RNA&limit=7", "entities"),
        ("/api/entities/Alzheimer%20disease?limit=50", "statements"),
        ("/api/references/PMID:32612165?limit=1", "statements"),
    ],
)
def test_the_pages_of_a_list_make_the_whole(server, path, items):
    whole = json.loads(server.get(path.partition("limit=")[0] + "limit=1000").text)
    pages = list(read_pages(server, path, items))
    assert len(pages) > 1
    assert [item for page in pages for item in page] == whole[items]
    assert len(whole[items]) == whole["total"]


def test_a_cursor_holds_for_one_list(server):
    following = json.loads(server.get("/api/statements?limit=2").text)["next"]
    cursor = following.partition("cursor=")[2]
    assert server.get(f"/api/statements?limit=50&cursor={cursor}").status == 200
    for other in ("/api/statements?sign=1&cursor=", "/api/entities?cursor="):
        assert server.get(other + cursor).status == 404


def test_statements_meet_every_condition(server):
    asked = {
        "subject_category": "micro RNA",
        "predicate": ["inhibits", "reduces"],
        "study_type": "in_vivo",
        "status": "accepted",
        "sign": -1,
        "negated": "false",
        "limit": 1000,
    }
    told = json.loads(server.get(f"/api/statements?{urlencode(asked, doseq=True)}").text)
    assert told["total"] > 20
    for statement in told["statements"]:
        assert statement["subject"]["category"] == "MicroRNA"
        assert statement["predicate"] in asked["predicate"]
        assert "in_vivo" in {e["study_type"] for e in statement["evidence"]}
        assert (statement["sign"], statement["negated"]) == (-1, False)


def test_a_paper_is_told_with_what_it_supports(server):
    told = json.loads(server.get("/api/references/PMID:32612165").text)
    assert told["url"] == "https://pubmed.ncbi.nlm.nih.gov/32612165/"
    assert told["title"]
    for statement in told["statements"]:
        assert "PMID:32612165" in {e["reference"] for e in statement["evidence"]}
        same = server.get(f"/api/statements/{statement['statement']}")
        assert json.loads(same.text) == statement


def test_what_is_known_is_not_done_again(server):
    path = "/api/trace?start=SHP2&end=Alzheimer%20disease"
    tag = server.get(path).headers["etag"]
    for held in (tag, f'"other", {tag.removeprefix("W/")}'):
        reply = server.get(path, {"If-None-Match": held})
        assert (reply.status, reply.body, reply.headers["etag"]) == (304, b"", tag)
        assert reply.headers["cache-control"] == "no-cache"
    assert server.get(path, {"If-None-Match": '"other"'}).status == 200
    same = "/api/trace?end=Alzheimer%20disease&start=SHP2"
    assert server.get(same).headers["etag"] == tag
    assert server.get(path + "&top=1").headers["etag"] != tag


def test_only_reading_is_allowed(server):
    whole = server.get("/api/stats")
    head = server.ask("HEAD", "/api/stats")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.body))
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        reply = server.ask(method, "/api/stats")
        assert (reply.status, set(reply.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})


def test_suggestions_have_the_shape_that_search_boxes_read(server):
    told = json.loads(server.get("/api/suggest?q=Alzh&limit=2").text)
    assert told["query"] == "Alzh"
    assert [list(one) for one in told["suggestions"]] == [["id", "label", "category", "name"]] * 2
    assert told["suggestions"][0]["label"] == "Alzheimer disease"


def test_the_page_for_people_lists_every_route(server):
    reply = server.get("/api")
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "service-desc" in reply.headers["link"]
    for operation in OPERATIONS:
        assert f"<code>{operation.path}</code>" in reply.text
    assert "<script>" not in reply.text


# Names of entities hold slashes, quotes and blanks; "." and ".." are no names but ways in a folder.
_NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)


@settings(max_examples=40)
@given(_NAMES.filter(lambda name: name.strip(". /")))
def test_any_name_may_stand_in_a_path(server, name):
    reply = server.get(f"/api/entities/{quote(name, safe='')}?limit=1")
    told = json.loads(reply.text)
    assert (reply.status, told.get("term")) in ((200, None), (404, name))


_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.integers(0, 2**48 - 1), _TEXT, _TEXT)
def test_a_cursor_is_read_as_it_was_written(place, edition, asked):
    _, seal = lead_on(edition, "/api/entities", [("q", asked)])
    assert read_cursor(write_cursor(place, seal), seal) == place
    others = [("/api/entities", [("q", asked + "a")]), (f"/api/entities{asked}a", [])]
    for path, query in others:
        with pytest.raises(UnknownTermError):
            read_cursor(write_cursor(place, seal), lead_on(edition, path, query)[1])


@given(st.text(max_size=30) | st.from_regex(r"[A-Za-z0-9_-]{20}", fullmatch=True))
def test_what_is_no_cursor_is_refused(text):
    with pytest.raises(UnknownTermError):
        read_cursor(text, lead_on("edition", "/api/entities")[1])


_PAIRS = st.lists(st.tuples(st.sampled_from([*Trace.model_fields, "other"]), st.text(max_size=12)))


@given(_PAIRS)
def test_whatever_is_asked_is_read_or_refused(pairs):
    others = [pair for pair in pairs if pair[0] not in ("start", "end")]
    with suppress(UsageError):
        asked = read_parameters(Trace, {}, [("start", "a"), ("end", "b"), *others])
        assert 1 <= asked.max_hops <= 8
        assert all(column and name for column, name in context_pairs(asked.context))
        assert set(dict(others)) <= set(Trace.model_fields)


@given(
    st.sampled_from(["disease", "species", "sign", ""]), st.text(max_size=20), st.text(max_size=3)
)
def test_a_context_is_a_column_and_a_name(column, name, mark):
    text = f"{column}{mark}{name}"
    given_ = [("start", "a"), ("end", "b"), ("context", text)]
    known, _, wanted = text.partition("=")
    if known in ("disease", "species") and wanted.strip():
        asked = read_parameters(Trace, {}, given_)
        assert context_pairs(asked.context) == [(known, wanted.strip())]
    else:
        with pytest.raises(UsageError, match="context"):
            read_parameters(Trace, {}, given_)


@pytest.mark.parametrize(
    ("metapath", "status"),
    [("", 200), ("protein > pathway", 200), (">", 422), ("protein >", 422), ("a >> b", 422)],
)
def test_a_metapath_has_no_empty_step(server, metapath, status):
    query = urlencode({"start": "SHP2", "end": "Alzheimer disease", "metapath": metapath})
    assert server.get(f"/api/trace?{query}").status == status
