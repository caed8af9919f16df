"""The words in which a trace is asked for, the same in Python and on the command line."""

from collections.abc import Mapping, Sequence
from typing import TypedDict, Unpack

from msc_graph.analysis.context import CONTEXT_COLUMNS
from msc_graph.analysis.endpoints import Endpoint, find_endpoint, parse_metapath
from msc_graph.analysis.names import NameIndex
from msc_graph.analysis.trace import Constraints
from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import UsageError
from msc_graph.network.filters import WalkRules
from msc_graph.vocabulary import load_vocabulary

__all__ = ["TraceOptions", "build_constraints", "check_countable"]

_PLAIN = ("max_hops", "top", "sign", "same_study", "max_paths", "max_seconds")
#: What a trace can be asked and a count cannot.
_NOT_COUNTED = ("top", "via", "metapath", "sign", "same_study")
_RULES = ("background", "engineered", "through_disease", "undirected")


class TraceOptions(TypedDict, total=False):
    """What may be said of a trace; all of it may be left out.

    Attributes
    ----------
    max_hops, top, sign, same_study, max_paths, max_seconds
        See `Constraints`.
    via, avoid
        Names, ids or `any:CATEGORY` that must, or must not, stand inside; a bare text is one.
    metapath
        Categories or names between start and end, `protein > pathway`, and nothing else there;
        `max_hops` then is not looked at.
    study_types, background, engineered, through_disease, undirected
        See `WalkRules`.
    context
        Names by evidence column (`disease`, `cell_type`, `species`, `msc_source`): only hops with
        evidence from there. A mapping, or pairs where one column is named twice.
    walk
        `mechanism` follows what acts, `any` every predicate.
    """

    max_hops: int
    top: int
    via: Sequence[str]
    avoid: Sequence[str]
    metapath: str
    sign: str
    same_study: bool
    study_types: Sequence[str]
    context: Mapping[str, str] | Sequence[tuple[str, str]]
    background: bool
    engineered: bool
    through_disease: bool
    walk: str
    undirected: bool
    max_paths: int
    max_seconds: float | None


def build_constraints(
    corpus: Corpus, names: NameIndex, **options: Unpack[TraceOptions]
) -> Constraints:
    """Look up what the options name.

    Raises
    ------
    UnknownTermError
        If a name is unknown or ambiguous.
    UsageError
        If there is no such option, column or walk.
    """
    unknown = options.keys() - TraceOptions.__annotations__.keys()
    if unknown:
        known = ", ".join(TraceOptions.__annotations__)
        raise UsageError(f"a trace knows no {', '.join(sorted(unknown))}", cure=f"use {known}")
    walk = options.get("walk", "mechanism")
    if walk not in ("mechanism", "any"):
        raise UsageError(f"walk is {walk!r}", cure="choose mechanism or any")

    def endpoints(some: Sequence[str]) -> tuple[Endpoint, ...]:
        return tuple(find_endpoint(corpus, names, name) for name in _list(some))

    rules = WalkRules(
        study_types=_find_study_types(options.get("study_types", ())),
        contexts=_find_contexts(names, options.get("context", ())),
        any_predicate=walk == "any",
        **{name: options[name] for name in _RULES if name in options},  # type: ignore[literal-required]
    )
    return Constraints(
        via=endpoints(options.get("via", ())),
        avoid=endpoints(options.get("avoid", ())),
        metapath=parse_metapath(corpus, names, options.get("metapath", "")),
        rules=rules,
        **{name: options[name] for name in _PLAIN if name in options},  # type: ignore[literal-required]
    )


def check_countable(options: Mapping[str, object]) -> None:
    """Refuse what `reach` does not heed.

    Raises
    ------
    UsageError
        Naming the options.
    """
    refused = [name for name in _NOT_COUNTED if options.get(name)]
    if refused:
        raise UsageError(f"reach knows no {', '.join(refused)}", cure="ask with trace")


def _list(some: Sequence[str]) -> Sequence[str]:
    """What is said to be several; a bare text is one."""
    return (some,) if isinstance(some, str) else some


def _find_study_types(some: Sequence[str]) -> frozenset[str]:
    known = load_vocabulary().tokens["study_type"]
    for study_type in _list(some):
        if study_type not in known:
            raise UsageError(
                f"no study type is called {study_type!r}", cure=f"choose {', '.join(known)}"
            )
    return frozenset(_list(some))


def _find_contexts(
    names: NameIndex, context: Mapping[str, str] | Sequence[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    pairs = list(context.items() if isinstance(context, Mapping) else context)
    for column, _ in pairs:
        if column not in CONTEXT_COLUMNS:
            raise UsageError(
                f"no context is called {column!r}", cure=f"choose {', '.join(CONTEXT_COLUMNS)}"
            )
    return tuple((column, names.get(name).label) for column, name in pairs)
