"""What a question of the explorer is, and the same elsewhere, without a server."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from msc_graph.analysis.context import CONTEXT_COLUMNS
from msc_graph.analysis.paths import MAX_PATHS
from msc_graph.cli.main import cli
from msc_graph.exceptions import UsageError
from msc_graph.graph import MechanismGraph
from msc_graph.rdf.dataset import iterate_quads
from msc_graph.rdf.decode import read_rdf
from msc_graph.rdf.part import iterate_part
from msc_graph.render.page import Masthead
from msc_graph.render.trace_page import render_trace
from msc_graph.store.serialise import serialise_part
from msc_graph.vocabulary import load_vocabulary
from msc_graph.web.pages.asking import TraceQuestion, read_question
from msc_graph.web.pages.front import EXAMPLES
from msc_graph.web.pages.same import tell_command, tell_python

SHP2 = "HGNC:9644"


NAMES = st.text(st.characters(codec="utf-8"), max_size=30).map(str.strip)
QUESTIONS = st.builds(
    TraceQuestion,
    start=NAMES,
    end=NAMES,
    max_hops=st.integers(1, 8),
    top=st.integers(1, 500),
    via=st.lists(NAMES.filter(bool), max_size=3, unique=True).map(tuple),
    avoid=st.lists(NAMES.filter(bool), max_size=3, unique=True).map(tuple),
    metapath=NAMES,
    sign=st.sampled_from(("", "+", "-")),
    same_study=st.booleans(),
    study_types=st.sets(st.sampled_from(load_vocabulary().tokens["study_type"])).map(
        lambda some: tuple(t for t in load_vocabulary().tokens["study_type"] if t in some)
    ),
    context=st.lists(
        st.tuples(st.sampled_from(CONTEXT_COLUMNS), NAMES.filter(bool)), max_size=3, unique=True
    ).map(tuple),
    background=st.booleans(),
    engineered=st.booleans(),
    through_disease=st.booleans(),
    walk=st.sampled_from(("mechanism", "any")),
    undirected=st.booleans(),
    max_paths=st.integers(1, MAX_PATHS),
    max_seconds=st.none() | st.integers(1, 9_999_999).map(lambda n: n / 1000),
)


@given(QUESTIONS)
def test_a_question_has_one_address(question: TraceQuestion):
    query = urlencode(question.pairs())
    assert read_question(parse_qsl(query)) == question
    assert read_question(question.pairs()).pairs() == question.pairs()


@given(st.lists(st.tuples(st.sampled_from(("start", "top", "sign", "walk", "context", "max_hops",
    "study_type", "background", "max_seconds", "max_paths", "via", "x")), st.text(max_size=12))))  # fmt: skip
def test_any_parameters_are_a_question_or_refused(pairs: list[tuple[str, str]]):
    try:
        question = read_question(pairs)
    except UsageError:
        return
    assert read_question(question.pairs()) == question


@given(QUESTIONS)
def test_the_command_is_read_as_it_was_meant(question: TraceQuestion):
    words = shlex.split(tell_command(question))
    with cli.make_context("msc-graph", ["trace", "--help"], resilient_parsing=True) as ctx:
        command = cli.get_command(ctx, "trace")
    assert command is not None
    if not (question.start and question.end):
        return
    with command.make_context("trace", words[2:]) as ctx:
        read = ctx.params
    assert (read["start"], read["end"]) == (question.start, question.end)
    for name in ("max_hops", "top", "via", "avoid", "metapath", "same_study", "engineered", "walk"):
        assert read[name] == getattr(question, name), name
    assert (read["sign"] or "") == question.sign
    assert read["study_types"] == question.study_types
    assert read["no_background"] is not question.background
    pairs = tuple(f"{column}={name}" for column, name in question.context)
    assert read["context"] == pairs


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.words)
def test_the_same_elsewhere_is_the_same(shipped: MechanismGraph, example: Any):
    asked = example.question
    found = shipped.trace(asked.start, asked.end, **asked.options())
    assert found.chains, "the examples of the front door work"
    words = shlex.split(tell_command(asked))
    told = json.loads(CliRunner().invoke(cli, [*words[1:], "--format=json"]).stdout)
    wanted = [[hop.statement for hop in chain.hops] for chain in found.chains]
    assert [[hop["statement"] for hop in chain["hops"]] for chain in told["chains"]] == wanted
    names: dict[str, Any] = {"print": lambda *words: None}
    exec(tell_python(asked), names)
    assert [[h.statement for h in chain.hops] for chain in names["found"].chains] == wanted


def test_a_part_is_of_the_whole_and_reads_back(shipped: MechanismGraph, tmp_path: Any):
    corpus = shipped.corpus
    statements = [s for s in corpus.statements.values() if SHP2 in (s.subject, s.object)]
    part = set(iterate_part(corpus, statements, [SHP2]))
    assert part <= set(iterate_quads(corpus))
    path = tmp_path / "part.ttl"
    path.write_text(serialise_part(corpus, part, "turtle"), encoding="utf-8")
    again = read_rdf(path)
    assert again.entities[SHP2] == corpus.entities[SHP2]
    for statement in statements:
        assert again.statements[statement.id] == statement
        kept = [e._replace(fingerprint="") for e in corpus.evidence(statement.id)]
        assert [e._replace(fingerprint="") for e in again.evidence(statement.id)] == kept
        assert again.label(statement.object) == corpus.label(statement.object)


def test_a_masthead_opens_the_page_to_its_own_server_only(shipped: MechanismGraph):
    found = shipped.trace("SHP2", "Alzheimer disease")
    plain = render_trace(shipped.corpus, found)
    served = render_trace(shipped.corpus, found, masthead=Masthead("<p>top</p>", ("/a.css",), ()))
    for made in (plain, served):
        assert f'content="{made.policy}"' in made.text.replace("&#39;", "'")
    assert "'self'" not in plain.policy
    assert "form-action 'none'" in plain.policy
    for allowed in ("script-src 'self' 'sha256-", "connect-src 'self'", "form-action 'self'"):
        assert allowed in served.policy
    assert "unsafe" not in served.policy
    assert "<p>top</p>" in served.text
    without = served.text.replace("<p>top</p>\n", "")
    without = without.replace('<link rel="stylesheet" href="/a.css">\n', "")
    assert without.replace(_meta(served.text), "") == plain.text.replace(_meta(plain.text), "")


def _meta(text: str) -> str:
    found = re.search(r'<meta http-equiv="Content-Security-Policy"[^>]*>', text)
    assert found
    return found[0]
