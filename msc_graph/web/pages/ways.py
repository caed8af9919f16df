"""Where a trace finds no chain: what might be asked instead, and what that would find."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import Any, NamedTuple

from msc_graph.analysis.endpoints import ANY, find_endpoint
from msc_graph.analysis.trace import MAX_HOPS
from msc_graph.graph import MechanismGraph
from msc_graph.network.filters import HEADS
from msc_graph.vocabulary import load_vocabulary
from msc_graph.web.pages.addresses import trace_url
from msc_graph.web.pages.asking import TraceQuestion
from msc_graph.web.pages.trying import tell_found, try_question

__all__ = ["find_ways"]

#: Ways that are shown, chains that are looked at for each, ends that are named.
_MOST, _LOOKED_AT, _NAMED = 6, 20, 3


class _Way(NamedTuple):
    words: str
    question: TraceQuestion


def find_ways(
    graph: MechanismGraph, asked: TraceQuestion, *, seconds: float
) -> list[dict[str, Any]]:
    """Questions near the one asked that do find chains.

    Parameters
    ----------
    graph
        The graph.
    asked
        A question with two ends that are known.
    seconds
        In which all of them are tried.
    """
    until = monotonic() + seconds
    found: list[dict[str, Any]] = []
    tried = {asked}
    for words, question in _think_of(graph, asked):
        left = until - monotonic()
        if left <= 0 or len(found) == _MOST:
            break
        if question in tried:
            continue
        tried.add(question)
        told = _tell(graph, question, left)
        if told:
            words = f"{words[:1].upper()}{words[1:]}"
            found.append({"words": words, "url": trace_url(question.pairs()), "told": told})
    return found


def _tell(graph: MechanismGraph, question: TraceQuestion, seconds: float) -> str:
    """What a question finds, in few words; empty if nothing."""
    trace = try_question(graph, question, seconds, top=_LOOKED_AT)
    if trace is None:
        return ""
    told = tell_found(trace)
    for preposition, end, ends in (
        ("from", trace.start, [chain.start for chain in trace.chains]),
        ("to", trace.end, [chain.end for chain in trace.chains]),
    ):
        if end.id.startswith(ANY):
            names = [graph.corpus.label(i) for i in dict.fromkeys(ends)]
            more = ", …" if len(names) > _NAMED else ""
            told += f", {preposition} {', '.join(names[:_NAMED])}{more}"
    return told


def _think_of(graph: MechanismGraph, asked: TraceQuestion) -> Iterator[_Way]:
    yield from _without_one(asked)
    start, end = (find_endpoint(graph.corpus, graph.names, i) for i in (asked.start, asked.end))
    if start.category in HEADS and not start.id.startswith(ANY):
        label = _label(start.category)
        yield _Way(f"from any {label}", asked._replace(start=f"{ANY}{label}"))
        if not asked.engineered:
            yield _Way("to engineered and primed preparations too", asked._replace(engineered=True))
    for name in asked.via:
        plain = asked._replace(start=name, via=tuple(v for v in asked.via if v != name))
        yield _Way(f"from {name} itself", plain)
    if asked.constrained():
        yield _Way("without any constraint", TraceQuestion(asked.start, asked.end))
    if not asked.through_disease:
        yield _Way("through other diseases too", asked._replace(through_disease=True))
    if asked.max_hops < MAX_HOPS and not asked.metapath:
        yield _Way(f"with up to {MAX_HOPS} hops", asked._replace(max_hops=MAX_HOPS))
    if not end.id.startswith(ANY):
        label = _label(end.category)
        yield _Way(f"to any {label}", asked._replace(end=f"{ANY}{label}"))
    yield _Way("the other way round", asked._replace(start=asked.end, end=asked.start))
    if asked.walk != "any":
        yield _Way("along every kind of relation", asked._replace(walk="any"))


def _without_one(asked: TraceQuestion) -> Iterator[_Way]:
    """The same question with one of its constraints fewer."""
    for field, word in (("via", "without the step through"), ("avoid", "through all, also")):
        names: tuple[str, ...] = getattr(asked, field)
        for name in names:
            kept = tuple(n for n in names if n != name)
            yield _Way(f"{word} {name}", asked.changed(field, kept))
    if asked.metapath:
        yield _Way("without the steps", asked._replace(metapath=""))
    if asked.sign:
        yield _Way("of either sign", asked._replace(sign=""))
    if asked.same_study:
        yield _Way("joined from several studies", asked._replace(same_study=False))
    if asked.study_types:
        yield _Way("shown in any kind of study", asked._replace(study_types=()))
    for pair in asked.context:
        kept_pairs = tuple(p for p in asked.context if p != pair)
        yield _Way(f"not only in {pair[1]}", asked._replace(context=kept_pairs))
    if not asked.background:
        yield _Way("with general knowledge", asked._replace(background=True))


def _label(category: str) -> str:
    known = load_vocabulary().categories.get(category)
    return known.label if known else category
