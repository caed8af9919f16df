"""The form of a trace, filled with what was asked, and what is wrong with it beside each field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from msc_graph.analysis.context import CONTEXT_COLUMNS
from msc_graph.analysis.endpoints import find_endpoint, parse_metapath
from msc_graph.analysis.trace import MAX_HOPS
from msc_graph.exceptions import UnknownTermError
from msc_graph.graph import MechanismGraph
from msc_graph.vocabulary import load_vocabulary
from msc_graph.web.pages.addresses import trace_url
from msc_graph.web.pages.asking import MAX_NAMES, TraceQuestion

__all__ = ["find_problems", "show_form"]

_CONTEXTS = {
    "disease": "Disease modelled",
    "cell_type": "Cell",
    "species": "Species",
    "msc_source": "MSC source",
}
_TOLD = {
    "via": "through {}",
    "avoid": "not through {}",
    "study_type": "{}",
    "max_hops": "at most {} hops",
    "top": "{} listed",
}
#: Numbers of chains that are offered.
_TOPS = (3, 10, 25, 50, 100, 200)
#: Suggestions beside a field.
_MOST_NEAR = 6


def show_form(
    graph: MechanismGraph,
    asked: TraceQuestion,
    problems: Mapping[str, dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """What `trace_form.html` fills in.

    Parameters
    ----------
    graph
        Where ids are given their names.
    asked
        The question so far.
    problems
        By field, from `find_problems`.
    """
    wrong = problems or {}
    named = _with_labels(graph, asked)
    contexts: dict[str, list[str]] = {column: [] for column in CONTEXT_COLUMNS}
    for column, name in named.context:
        contexts[column].append(name)
    return {
        "asked": named._asdict(),
        "via": _rows("via", named.via),
        "avoid": _rows("avoid", named.avoid),
        "contexts": [
            {
                "name": f"context_{column}",
                "title": _CONTEXTS[column],
                "rows": _rows(f"context_{column}", names),
            }
            for column, names in contexts.items()
        ],
        "study_types": [
            {"value": word, "label": word.replace("_", " "), "on": word in asked.study_types}
            for word in load_vocabulary().tokens["study_type"]
        ],
        "hops": range(1, MAX_HOPS + 1),
        "tops": sorted({*_TOPS, asked.top}),
        "constrained": asked.constrained(),
        "constraints": "; ".join(_tell_constraints(named)),
        "unseen": [pair for pair in asked.pairs() if pair[0] in ("max_paths", "max_seconds")],
        "troubled": bool(wrong.keys() - {"start", "end"}),
        "problems": wrong,
    }


def _tell_constraints(asked: TraceQuestion) -> Iterator[str]:
    """Each constraint in few words."""
    for name, value in asked.pairs():
        if name in _TOLD:
            yield _TOLD[name].format(value.replace("_", " "))
        elif name == "context":
            yield f"in {value.partition('=')[2]}"
        elif name == "walk":
            yield "along every relation"
        elif name not in ("start", "end"):
            word = "no background" if name == "background" else name.replace("_", " ")
            yield word if value in ("true", "false") else f"{word} {value}"


def _with_labels(graph: MechanismGraph, asked: TraceQuestion) -> TraceQuestion:
    """The question with names instead of ids, where a name says the same."""

    def name(text: str) -> str:
        entity = graph.entities.get(text)
        same = entity is not None and graph.resolve(entity.label).entity == entity
        return entity.label if entity is not None and same else text

    return asked._replace(
        start=name(asked.start),
        end=name(asked.end),
        via=tuple(map(name, asked.via)),
        avoid=tuple(map(name, asked.avoid)),
        context=tuple((column, name(text)) for column, text in asked.context),
    )


def find_problems(graph: MechanismGraph, asked: TraceQuestion) -> dict[str, dict[str, Any]]:
    """Names that stand for nothing or for several things, by their field.

    Each has a `message` and in `near` what may be meant: words, and the address of the question
    with them instead.
    """
    found = {}
    for field, name, change, look in _names(graph, asked):
        try:
            look(name)
        except UnknownTermError as error:
            several = "ambiguous" in error.message
            message = f"Several things are called {name}." if several else error.message
            found[field] = {
                "message": f"{message[:1].upper()}{message[1:]}".rstrip(".") + ".",
                "near": list(_offer(graph, error, change)),
                "cure": "" if error.near else error.cure,
            }
    return found


def _names(
    graph: MechanismGraph, asked: TraceQuestion
) -> Iterator[tuple[str, str, Callable[[str], TraceQuestion], Callable[[str], Any]]]:
    """Field, name, how the question looks with another name there, and how the name is looked up."""

    def endpoint(name: str) -> Any:
        return find_endpoint(graph.corpus, graph.names, name)

    for field in ("start", "end"):
        name = getattr(asked, field)
        if name:
            yield field, name, _changer(asked, field), endpoint
    for field in ("via", "avoid"):
        for place, name in enumerate(getattr(asked, field)):
            yield f"{field}-{place}", name, _changer(asked, field, place), endpoint
    for column in CONTEXT_COLUMNS:
        places = [i for i, pair in enumerate(asked.context) if pair[0] == column]
        for number, place in enumerate(places):
            name = asked.context[place][1]
            yield (
                f"context_{column}-{number}",
                name,
                _changer(asked, "context", place),
                graph.names.get,
            )
    if asked.metapath:
        yield (
            "metapath",
            asked.metapath,
            lambda _: asked._replace(metapath=""),
            lambda text: parse_metapath(graph.corpus, graph.names, text),
        )


def _changer(asked: TraceQuestion, field: str, place: int = -1) -> Callable[[str], TraceQuestion]:
    def change(name: str) -> TraceQuestion:
        if place < 0:
            return asked.changed(field, name)
        values = list(getattr(asked, field))
        values[place] = (values[place][0], name) if field == "context" else name
        return asked.changed(field, tuple(values))

    return change


def _offer(
    graph: MechanismGraph, error: UnknownTermError, change: Callable[[str], TraceQuestion]
) -> Iterator[dict[str, str]]:
    for name in error.near[:_MOST_NEAR]:
        entity = graph.entities.get(name)
        label = f"{entity.label} ({entity.category})" if entity else name
        yield {"label": label, "url": trace_url(change(name).pairs())}


def _rows(name: str, values: Iterable[str]) -> list[dict[str, str]]:
    """A field for each value, and an empty one for the next."""
    filled = (*values, "")[:MAX_NAMES]
    return [{"field": f"{name}-{place}", "value": value} for place, value in enumerate(filled)]
