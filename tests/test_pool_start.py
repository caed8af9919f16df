"""Children that do not begin say why, and errors arrive in another process as what they were."""

from __future__ import annotations

import json

import pytest

from msc_graph.exceptions import (
    DataError,
    LimitError,
    MSCGraphError,
    OutputError,
    QueryError,
    RefusedQueryError,
    StoreError,
    UnknownTermError,
    UsageError,
    ValidationFailedError,
)
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.store.embedded import EmbeddedStore
from msc_graph.store.failures import explain_limit, pack_error, pack_failure, unpack_error

ERRORS = [
    MSCGraphError("a", cure="b"),
    DataError("a", path="folder/a.tsv", line=3, column="id", cure="b"),
    LimitError("a", limit="time", cure="b"),
    OutputError("a"),
    QueryError("a", line=1, column=2),
    RefusedQueryError("a", line=1, column=2, cure="b"),
    StoreError("a"),
    UnknownTermError("a", term="t", near=("u", "v"), cure="b"),
    UsageError("a"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_arrives_as_what_it_was(error: MSCGraphError) -> None:
    arrived = unpack_error(json.loads(json.dumps(pack_error(error))))
    assert type(arrived) is type(error)
    assert (vars(arrived), str(arrived)) == (vars(error), str(error))


def test_an_error_of_another_kind_arrives_as_its_base() -> None:
    arrived = unpack_error(pack_error(ValidationFailedError("a", findings=[], cure="b")))
    assert (type(arrived), str(arrived)) == (MSCGraphError, "a; b")


def test_the_inside_of_a_fault_is_for_the_log_alone() -> None:
    failure = pack_failure(KeyError("the secret of the house"), "this could not be answered")
    assert "KeyError: 'the secret of the house'" in failure["log"]
    assert str(unpack_error(failure["error"])) == "this could not be answered"
    assert pack_failure(UsageError("a"), "b")["log"] == ""


def test_a_limit_without_words_keeps_its_own() -> None:
    error = LimitError("too many are waiting", limit="queue", cure="ask again later")
    assert explain_limit(error, "the query") is error


def test_an_engine_that_cannot_begin_says_why_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    store = EmbeddedStore(lambda: b"no quads", Namespaces({}))
    with store, pytest.raises(StoreError) as caught:
        store.query("ASK {}")
    assert "Traceback" in caplog.text
    assert "SyntaxError" in caplog.text
    assert str(caught.value) == "the SPARQL engine could not load the graph; the log says why"
