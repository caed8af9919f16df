"""The named questions: one file each, its question and parameters in comments at its head."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msc_graph.exceptions import DataError, UnknownTermError, UsageError
from msc_graph.rdf.namespaces import Namespaces
from msc_graph.store.base import DEFAULT_TIMEOUT, Answer, Store, Term

__all__ = [
    "NamedQuery",
    "Parameter",
    "ask",
    "describe_query",
    "get_query",
    "list_queries",
    "load_queries",
    "prepare",
]

_FOLDER = Path(__file__).parent / "queries"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PARAMETER = re.compile(r"(\w+) = (\S*) \((entity|reference|text)\) (.+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a question that the asker may bind.

    `kind` is `entity` (an id, or a name where names can be resolved), `reference` (the id of a
    paper) or `text`; `default` is what it is bound to unless told otherwise.
    """

    name: str
    kind: str
    default: str
    help: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question with a name: what it asks in English, its parameters, columns and SPARQL."""

    name: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    text: str

    def values(self, given: Mapping[str, str]) -> dict[Parameter, str]:
        """Value of each parameter: the one given, else its default.

        Raises
        ------
        UsageError
            If a value is given for a parameter that the question does not have.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                raise UsageError(
                    f"{self.name} has no parameter {name!r}",
                    cure=f"it has {', '.join(known) or 'none'}",
                )
        return {p: given.get(p.name, p.default) for p in self.parameters}


@cache
def load_queries() -> Mapping[str, NamedQuery]:
    """All named questions by name, sorted.

    Raises
    ------
    DataError
        If the head of a file is not of the form that `get_query` shows.

    Examples
    --------
    >>> load_queries()["cargo-of-source"].parameters[0].name
    'source'
    """
    paths = sorted(_FOLDER.glob("*.rq"))
    return MappingProxyType({path.stem: _read(path) for path in paths})


def list_queries() -> list[dict[str, Any]]:
    """Name, question and names of the parameters of each question, as plain dictionaries."""
    return [
        {"name": q.name, "question": q.question, "parameters": [p.name for p in q.parameters]}
        for q in load_queries().values()
    ]


def describe_query(query: NamedQuery) -> dict[str, Any]:
    """All of a question as a plain dictionary."""
    return {
        "name": query.name,
        "question": query.question,
        "parameters": [asdict(parameter) for parameter in query.parameters],
        "columns": list(query.columns),
        "text": query.text,
    }


def get_query(name: str) -> NamedQuery:
    """The question of a name.

    Raises
    ------
    UnknownTermError
        If there is none, with names that may have been meant.
    """
    queries = load_queries()
    if name in queries:
        return queries[name]
    from difflib import get_close_matches

    near = get_close_matches(name, list(queries), n=3, cutoff=0.4)
    cure = f"did you mean {near[0]}?" if near else "list them with `msc-graph queries`"
    raise UnknownTermError(f"no question is called {name!r}", term=name, near=near, cure=cure)


def ask(
    store: Store,
    query: str,
    parameters: Mapping[str, str] | None = None,
    *,
    resolve: Callable[[str], str] | None = None,
    timeout: float = DEFAULT_TIMEOUT,
) -> Answer:
    """Answer a query, or a question by its name.

    Parameters
    ----------
    store
        Where to ask.
    query
        SPARQL, or the name of a question: a single word without braces or blanks.
    parameters
        Values by name: of a question's parameters (an empty value leaves it open, for all), or of
        any variables of a query, as ids where they can be expanded and else as text.
    resolve
        Gives the id for the name of an entity; without it, entities are given by id.
    timeout
        Seconds until the query is stopped.

    Raises
    ------
    UnknownTermError
        If there is no such question or entity.
    UsageError
        If a parameter is unknown, or an id has an unknown prefix.
    QueryError
        If the query is malformed or asks for what is not allowed.
    StoreError
        If a limit stopped it.
    """
    text, bindings = prepare(store.names, query, parameters, resolve=resolve)
    return store.query(text, bindings=bindings, timeout=timeout)


def prepare(
    names: Namespaces,
    query: str,
    parameters: Mapping[str, str] | None = None,
    *,
    resolve: Callable[[str], str] | None = None,
) -> tuple[str, dict[str, Term]]:
    """SPARQL of a query or of a question by its name, and the terms that its variables get.

    Parameters
    ----------
    names
        Expands ids.
    query, parameters, resolve
        As for `ask`.

    Raises
    ------
    UnknownTermError
        If there is no such question or entity.
    UsageError
        If a parameter is unknown, or an id has an unknown prefix.
    """
    given = dict(parameters or {})
    if not _NAME.fullmatch(query.strip()):
        return query, {name: _guess(names, value) for name, value in given.items()}
    named = get_query(query.strip())
    return named.text, {
        parameter.name: _bind(names, parameter, value, resolve)
        for parameter, value in named.values(given).items()
        if value
    }


def _bind(
    names: Namespaces, parameter: Parameter, value: str, resolve: Callable[[str], str] | None
) -> Term:
    if parameter.kind == "text":
        return Term("literal", value)
    if parameter.kind == "entity" and resolve is not None and value != parameter.default:
        value = resolve(value)
    return Term("iri", names.expand(value))


def _guess(names: Namespaces, value: str) -> Term:
    known = names.is_known(value)
    return Term("iri", names.expand(value)) if known else Term("literal", value)


def _read(path: Path) -> NamedQuery:
    text = path.read_text(encoding="utf-8")
    question = ""
    columns: tuple[str, ...] = ()
    parameters: list[Parameter] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#"):
            break
        key, _, value = line.removeprefix("#").strip().partition(": ")
        if key == "question":
            question = value
        elif key == "columns":
            columns = tuple(value.split())
        else:
            match = _PARAMETER.fullmatch(value) if key == "param" else None
            if match is None:
                raise DataError("is no head of a question", path=path, line=number)
            parameters.append(Parameter(match[1], match[3], match[2], match[4]))
    if not question or not columns:
        raise DataError("lacks its question or columns", path=path, line=1)
    return NamedQuery(path.stem, question, tuple(parameters), columns, text)
