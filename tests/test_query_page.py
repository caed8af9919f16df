"""The query page: what the server fills in, and what can be taken elsewhere."""

from __future__ import annotations

import ast
import csv
import io
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from contextlib import redirect_stdout
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from serving import Reply, Server

from msc_graph.exceptions import UsageError
from msc_graph.graph import MechanismGraph
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.store.base import Answer, Term
from msc_graph.store.catalogue import load_queries
from msc_graph.store.results import write_answer
from msc_graph.web.sparql.parts import form_for_part, read_part
from msc_graph.web.sparql.snippets import write_python_text, write_snippets
from msc_graph.web.sparql.table import lay_out
from msc_graph.web.sparql.wanted import Wanted, read_wanted

SELECT = "SELECT ?m ?l WHERE {\n  ?m msco:inhibits HGNC:9588 ; rdfs:label ?l\n} ORDER BY ?l"
CONSTRUCT = "CONSTRUCT { ?m msco:inhibits ?t } WHERE { ?m msco:inhibits ?t } LIMIT 30"
XSD = "http://www.w3.org/2001/XMLSchema#"
FORM = {"content-type": "application/x-www-form-urlencoded"}


def show(server: Server, **fields: str) -> Reply:
    return server.get(f"/sparql/page?{urlencode(fields)}")


def post(server: Server, **fields: str) -> Reply:
    return server.ask("POST", "/sparql/page", headers=FORM, body=urlencode(fields).encode())


def editor(page: Reply) -> str:
    found = re.search(r'<textarea id="query"[^>]*>\n(.*?)</textarea>', page.text, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def links(page: Reply) -> list[str]:
    return [unescape(link) for link in re.findall(r'href="([^"]*)"', page.text)]


def snippet(page: Reply, name: str) -> str:
    found = re.search(rf'<pre id="{name}"[^>]*><code>(.*?)</code></pre>', page.text, re.DOTALL)
    assert found is not None
    return unescape(found[1])


# -- without a browser ----------------------------------------------------------------------------


def test_the_page_lists_every_question_in_english(server: Server) -> None:
    page = server.get("/sparql", {"accept": "text/html"})
    assert page.status == 200
    for query in load_queries().values():
        assert f"/sparql/page?question={query.name}" in links(page)
        assert query.question in unescape(page.text)
    assert editor(page).startswith("PREFIX msco: <")
    assert show(server, query=editor(page)).status == 200, "the example can be run"
    assert "unsafe" not in page.headers["content-security-policy"]
    assert not re.search(r"<script(?![^>]* src=)|<style| style=| on\w+=", page.text)


def test_every_question_is_answered_with_its_defaults(
    server: Server, shipped: MechanismGraph
) -> None:
    for name in ("targets-of-cargo", "trials", "hallmarks", "evidence-of-pair"):
        page = show(server, question=name)
        answer = shipped.query(name)
        assert page.status == 200
        assert f"<strong>{len(answer.rows):,}</strong> row" in page.text
        for variable in answer.variables:
            assert f">{variable}</th>" in page.text


def test_values_are_names_and_are_bound(server: Server, shipped: MechanismGraph) -> None:
    page = show(server, question="targets-of-cargo", **{"p.cargo": "miRNA-144-5p"})
    assert page.status == 200
    assert 'value="miRNA-144-5p"' in page.text
    assert "VALUES (?cargo) { (<" in editor(page)
    assert "/entity/HGNC:9588" in links(page)
    alone = shipped.query(editor(page))
    assert alone.rows == shipped.query("targets-of-cargo", {"cargo": "miR-144-5p"}).rows
    assert "PREFIX" in editor(page), "it stands for itself, for any engine"
    hostile = show(server, question="trials", **{"p.phase": '1" } ; DROP ALL # <b>'})
    assert hostile.status == 200
    assert r'"1\" } ; DROP ALL # <b>"' in editor(hostile)
    assert "<b>" not in hostile.text
    assert "Nothing was found" in hostile.text


def test_an_empty_field_stands_for_all(server: Server) -> None:
    page = show(server, question="trials-of-disease", **{"p.disease": ""})
    assert "VALUES" not in editor(page)
    assert page.status == 200


def test_names_that_are_not_known(server: Server) -> None:
    page = show(server, question="correlates", **{"p.disease": "AD"})
    assert page.status == 404
    assert "is ambiguous" in page.text
    assert "/sparql/page?question=correlates&p.disease=MONDO%3A0004975" in links(page)
    assert 'aria-invalid="true"' in page.text
    page = show(server, question="corelates")
    assert page.status == 404
    assert "/sparql/page?question=correlates" in links(page)
    page = show(server, question="correlates", **{"p.no": "x"})
    assert page.status == 422
    assert "has no parameter" in page.text
    assert show(server, question="correlates", query="ASK {}").status == 422


def test_an_error_stands_at_its_place(server: Server) -> None:
    page = show(server, query="SELECT ?s WHERE {\n  ?s rdfs:label ?l\n  FILTR(?l)\n}")
    assert page.status == 400
    assert 'data-line="3" data-column="3"' in page.text
    assert "  <mark>F</mark>ILTR(?l)" in page.text
    assert editor(page).endswith("FILTR(?l)\n}"), "what was typed is still there"
    assert show(server, query="DROP ALL").status == 403
    assert show(server, query="SELECT * { ?a ?b ?c . ?c ?d ?e }").status == 413


def test_what_is_posted_gets_an_address(server: Server) -> None:
    led = post(server, query=SELECT.replace("\n", "\r\n"), do="run")
    assert led.status == 303
    target = urlsplit(led.headers["location"])
    assert (target.path, target.fragment) == ("/sparql/page", "answer")
    assert dict(parse_qsl(target.query)) == {"query": SELECT}
    long = SELECT + "\n" + "# a long remark\n" * 600
    page = post(server, query=long, do="run")
    assert page.status == 200
    assert "too long for a link" in page.text
    assert editor(page) == long
    fields = {"query": long, "download": "1", "format": "csv"}
    saved = server.ask("POST", "/sparql", headers=FORM, body=urlencode(fields).encode())
    assert saved.headers["content-disposition"].endswith('"answer.csv"')
    drawn = server.ask("POST", "/sparql/graph", headers=FORM, body=urlencode(fields).encode())
    assert drawn.headers["content-type"].startswith("text/html")


def test_prefixes_are_declared_where_they_are_used(server: Server) -> None:
    page = post(server, query=SELECT, do="declare")
    assert page.status == 200
    assert set(re.findall(r"^PREFIX (\w+): <", editor(page), re.MULTILINE)) == {
        "HGNC",
        "msco",
        "rdfs",
    }
    assert editor(page).endswith(SELECT)
    assert 'id="answer"' not in page.text, "it is not run"
    assert editor(post(server, query=editor(page), do="declare")) == editor(page)
    assert "A &#34;&lt;b&gt;" in post(server, query='A "<b>', do="declare").text


def test_downloads_hold_what_the_page_shows(server: Server) -> None:
    page = show(server, question="targets-of-cargo")
    found = [link for link in links(page) if link.startswith("/sparql?query=")]
    assert len(found) == 4
    for link in found:
        reply = server.get(link, {"accept": "text/html,*/*;q=0.8"})
        assert reply.status == 200
        assert reply.headers["content-disposition"].startswith("attachment")
        assert b"astrocyte inflammation" in reply.body
    graph = [k for k in links(show(server, query=CONSTRUCT)) if k.startswith("/sparql?query=")]
    assert [server.get(link).status for link in graph] == [200] * 4


def test_a_long_answer_is_shown_in_part_and_says_so(server: Server) -> None:
    page = show(server, query="SELECT * { ?s ?p ?o } LIMIT 2100")
    assert "<strong>2,100</strong> rows" in page.text
    assert "The first 2,000 are shown" in page.text
    assert page.text.count("<tr>") == 2001


def test_terms_of_every_kind(server: Server) -> None:
    page = show(
        server,
        query="SELECT ?iri ?own ?text ?number ?none ?paper { VALUES (?iri ?own ?text ?number ?none ?paper) "
        "{ (<http://a.example/?x=<b>> rdfs:label '<i>&' 1 UNDEF PMID:31840420) } }".replace(
            "/?x=<b>>", "/?x=1&y=2>"
        ),
    )
    assert page.status == 200
    assert "DESCRIBE <http://a.example/?x=1&y=2>" in [
        dict(parse_qsl(urlsplit(link).query)).get("query") for link in links(page)
    ]
    assert ">rdfs:label</a>" in page.text
    assert "&lt;i&gt;&amp;" in page.text
    assert "/reference/PMID:31840420" in links(page)
    assert '<td class="number">1</td>' in page.text


def test_a_table_of_any_terms() -> None:
    names = Namespaces({"x": "https://x.org/"})
    rows = (
        (Term("iri", "https://x.org/a"), Term("literal", "b", language="en"), None),
        (
            Term("bnode", "b0"),
            None,
            Term("literal", "1e2", f"{XSD}double"),
        ),
    )
    table = lay_out(Answer("select", ("p", "q", "r"), rows), names, {"x:a": "/entity/x:a"})
    assert [column.number for column in table.columns] == [False, False, True]
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["x:a", "b", ""],
        ["_:b0", "", "1e2"],
    ]
    assert table.rows[0][0].url == "/entity/x:a"
    assert table.rows[0][1].language == "en"


def test_the_drawing_of_an_answer(server: Server) -> None:
    drawn = server.get(f"/sparql/graph?{urlencode({'query': CONSTRUCT})}")
    assert drawn.status == 200
    assert "30 statements" in drawn.text
    policy = drawn.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-")
    assert "/sparql/page?query=CONSTRUCT" in drawn.text, "there is a way back"
    named = server.get("/sparql/graph?question=targets-of-cargo&p.cargo=miR-144-5p")
    assert named.status == 200
    assert "render --query targets-of-cargo -p cargo=miR-144-5p -o answer.html" in named.text
    for query, word in (("ASK {}", "ASK"), ("SELECT ?x { VALUES ?x { 1 } }", "no statement")):
        refused = server.get(f"/sparql/graph?{urlencode({'query': query})}")
        assert refused.status == 422
        assert word in refused.text


def test_an_answer_that_is_too_long_is_not_drawn(server: Server) -> None:
    fields = urlencode({"query": "SELECT * { ?s ?p ?o } LIMIT 30000"})
    reply = server.get(f"/sparql/graph?{fields}")
    assert (reply.status, reply.json()["limit"]) == (413, "size")
    assert "add LIMIT" in reply.json()["cure"]


@given(
    st.lists(st.tuples(st.text(max_size=5), st.none() | st.text(max_size=5)), max_size=8),
    st.booleans(),
)
def test_the_beginning_of_an_answer(texts: list[tuple[str, str | None]], graph: bool) -> None:
    def term(text: str | None) -> Term | None:
        return None if text is None else Term("literal", text, f"{XSD}string")

    if graph:
        node = Term("iri", "urn:x")
        triples = dict.fromkeys((node, node, term(text) or node) for text, _ in texts)
        whole, query = Answer("graph", triples=tuple(triples)), "DESCRIBE <urn:x>"
    else:
        rows = tuple((term(one), term(other)) for one, other in texts)
        whole, query = Answer("select", ("x", "y"), rows), "SELECT * {}"
    written = write_answer(whole, form_for_part(query))
    assert read_part(query, written) == (whole, len(whole.rows) + len(whole.triples))


def test_an_answer_of_wide_or_long_rows_is_shown_in_part() -> None:
    columns = tuple(f"v{n}" for n in range(1_000))
    value = Term("literal", "x", f"{XSD}string")
    wide = write_answer(Answer("select", columns, ((value,) * 1_000,) * 50), "tsv")
    part = read_part("SELECT * {}", wide)
    assert (len(part.answer.rows), part.total) == (30, 50)
    long = write_answer(
        Answer("select", ("x",), ((value,), (Term("literal", "x" * 3_000_000),), (value,))), "tsv"
    )
    part = read_part("SELECT * {}", long)
    assert (len(part.answer.rows), part.total) == (1, 3)


# -- the same elsewhere ---------------------------------------------------------------------------

TEXTS = st.text(max_size=40) | st.sampled_from(
    ["a \"b\" 'c'", "a\nb\\n", "$(x) `y` !", '"""', 'a\n"""', 'ends\n"', "\\", "-p", "a\r\nb"]
)


@given(TEXTS)
def test_python_texts_come_back(text: str) -> None:
    written = write_python_text(text)
    assert ast.literal_eval(written.replace("\r", "\\r")) == text


@given(TEXTS.filter(lambda t: "\x00" not in t), TEXTS, st.booleans(), st.booleans())
def test_snippets_can_be_pasted(query: str, value: str, graph: bool, shipped: bool) -> None:
    url = "http://127.0.0.1:1/sparql"
    values = {"x": value}
    found = write_snippets(query, url, graph=graph, shipped=shipped, question="a-b", values=values)
    texts = {it.id: it.text for it in found}
    assert shlex.split(texts["same-command"])[:5] == [
        "msc-graph",
        "sparql",
        "a-b",
        "-p",
        f"x={value}",
    ]
    words = shlex.split(texts["same-curl"])
    assert (words[-1], words[words.index("--data-urlencode") + 1]) == (url, f"query={query}")
    assert ast_texts(texts["same-wrapper"]) >= {query, url}
    assert ast_texts(texts["same-python"]) >= {"a-b", "x", value}


def ast_texts(code: str) -> set[str]:
    tree = ast.walk(ast.parse(code))
    return {n.value for n in tree if isinstance(n, ast.Constant) and isinstance(n.value, str)}


@example([("query", "a\r\r\nb")])
@example([("question", "0"), ("query", "\r")])
@given(st.lists(st.tuples(st.sampled_from(["question", "query", "p.a", "p.b", "do"]), TEXTS)))
def test_a_link_asks_for_the_same(pairs: list[tuple[str, str]]) -> None:
    fields = dict(pairs)
    if fields.get("question", "").strip() and fields.get("query", "").strip():
        with pytest.raises(UsageError, match="at once"):
            read_wanted(pairs)
        return
    wanted = read_wanted(pairs)
    link = wanted.link()
    if link and not wanted.declare:
        read = parse_qsl(urlsplit(link).query, keep_blank_values=True, errors="surrogatepass")
        assert read_wanted(read) == Wanted(wanted.question, wanted.values, wanted.query)


def test_the_code_on_the_page_gives_the_rows_of_the_page(
    server: Server,
    run: Callable[..., tuple[int, str, str]],
    shipped: MechanismGraph,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(MechanismGraph, "load", lambda *_, **__: shipped)  # read once is enough
    page = show(server, question="targets-of-cargo", **{"p.cargo": "miR-144-5p"})
    table = list(csv.reader(io.StringIO(server.get(links_of(page, "csv")[0]).text)))
    words = shlex.split(snippet(page, "same-command"))
    code, out, _ = run(*words[1:], "--format", "csv")
    assert code == 0
    assert list(csv.reader(io.StringIO(out))) == table
    for name in ("same-python", "same-wrapper"):
        printed = io.StringIO()
        with redirect_stdout(printed):
            exec(snippet(page, name), {})
        rows = [line.split("\t") for line in printed.getvalue().splitlines()]
        assert rows == table[1:], name
    if shutil.which("curl") and shutil.which("sh"):
        done = subprocess.run(
            ["sh", "-c", snippet(page, "same-curl")], capture_output=True, check=True, timeout=60
        )
        assert list(csv.reader(io.StringIO(done.stdout.decode()))) == table


def links_of(page: Reply, form: str) -> list[str]:
    return [link for link in links(page) if f"format={form}" in link]
