"""Reading a request of the SPARQL 1.1 Protocol: which query it asks, of which graphs, in which form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from msc_graph.exceptions import QueryError, RefusedQueryError
from msc_graph.store.base import Dataset
from msc_graph.web.answering import GoneError

__all__ = ["Asked", "Body", "endpoint_url", "parse_fields", "read_asked", "read_body"]

#: Media types of what may be posted.
_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_UPDATE = "application/sparql-update"

#: Fields that a request may have.
_MOST_FIELDS = 200
#: Fields by which clients ask for a format without `Accept`.
_WORDS = ("format", "output", "results")

_READ_ONLY = RefusedQueryError(
    "the graph is only read: updates are refused",
    cure="ask with SELECT, ASK, CONSTRUCT or DESCRIBE",
)


class Body(NamedTuple):
    """What was posted: its bytes, and the value of `Content-Type`."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks.

    Attributes
    ----------
    query
        The query; None if there is none, so that the service itself is asked about.
    dataset
        Graphs that it is asked of; None where the request names none.
    word
        Format by one of its short names, or empty.
    download
        Whether the answer is to be kept as a file.
    """

    query: str | None
    dataset: Dataset | None = None
    word: str = ""
    download: bool = False


async def read_body(request: Request) -> Body:
    """What a request has posted, read to its end; the door sees to it that it is not too long.

    Raises
    ------
    GoneError
        If the client went away in the middle of it.
    """
    try:
        content = await request.body()
    except ClientDisconnect as error:
        raise GoneError from error
    return Body(content, request.headers.get("content-type", ""))


def endpoint_url(request: Request) -> str:
    """URL of the endpoint, under the name that the client has for this server."""
    return str(request.url.replace(path="/sparql", query="", fragment=""))


def read_asked(query_string: bytes, body: Body | None = None) -> Asked:
    """What a request asks.

    Parameters
    ----------
    query_string
        Of its URL, as it came.
    body
        What was posted; None if nothing was.

    Raises
    ------
    QueryError
        If there is not exactly one query, or something is not UTF-8.
    RefusedQueryError
        If it wants to change the graph.
    HTTPException
        If it posts what is neither a form nor a query (415).

    Examples
    --------
    >>> read_asked(b"query=ASK%7B%7D&default-graph-uri=urn:a")
    Asked(query='ASK{}', dataset=Dataset(default=('urn:a',), named=()), word='', download=False)
    """
    pairs = parse_fields(query_string)
    if body is not None:
        kind, charset = _read_type(body.media_type)
        if kind == _UPDATE:
            raise _READ_ONLY
        if kind not in (_FORM, _DIRECT) or charset not in ("", "utf-8", "utf8", "us-ascii"):
            raise HTTPException(
                415,
                f"a query is posted as {_FORM} or {_DIRECT}, in UTF-8",
                headers={"accept-post": f"{_FORM}, {_DIRECT}"},
            )
        posted = [("query", _decode(body.content))] if kind == _DIRECT else None
        pairs += parse_fields(body.content) if posted is None else posted
    asked = _read_pairs(pairs)
    if body is not None and asked.query is None:
        raise QueryError("there is no query", cure="send it as the field `query`")
    return asked


def parse_fields(text: bytes) -> list[tuple[str, str]]:
    """Names and values of a query string or form.

    Raises
    ------
    QueryError
        If it is not UTF-8, or there are too many.
    """
    try:
        return parse_qsl(
            _decode(text), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except UnicodeDecodeError as error:
        raise _not_utf8() from error
    except ValueError as error:
        raise QueryError("the request has too many fields", cure="send fewer") from error


def _read_pairs(pairs: Sequence[tuple[str, str]]) -> Asked:
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    if "update" in fields:
        raise _READ_ONLY
    queries = fields.get("query", [])
    if len(queries) > 1:
        raise QueryError("there are several queries", cure="send one")
    default, named = (
        tuple(iri for iri in fields.get(name, ()) if iri)
        for name in ("default-graph-uri", "named-graph-uri")
    )
    return Asked(
        queries[0] if queries else None,
        Dataset(default, named) if default or named else None,
        next((fields[name][-1] for name in _WORDS if name in fields), ""),
        "download" in fields,
    )


def _read_type(header: str) -> tuple[str, str]:
    """Media type and character set of a `Content-Type`, in lower case."""
    kind, *parameters = (part.strip() for part in header.casefold().split(";"))
    found = (parameter.partition("=") for parameter in parameters)
    charsets = [value.strip().strip('"') for name, _, value in found if name.strip() == "charset"]
    return kind, charsets[0] if charsets else ""


def _decode(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8() from error


def _not_utf8() -> QueryError:
    return QueryError("the request is not in UTF-8", cure="send it in UTF-8")
