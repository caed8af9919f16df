"""What the front door shows: questions that this graph can answer, and how much it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from time import monotonic
from typing import Any, NamedTuple

from msc_graph.graph import MechanismGraph
from msc_graph.vocabulary import WALKED_ROLES
from msc_graph.web.pages.addresses import trace_url
from msc_graph.web.pages.asking import TraceQuestion
from msc_graph.web.pages.trying import tell_found, try_question

__all__ = ["EXAMPLES", "count_holdings", "find_examples"]


class Example(NamedTuple):
    """A question in English and as a trace."""

    words: str
    question: TraceQuestion


#: Questions of the shipped graph; those that another graph cannot answer are left out there.
EXAMPLES = (
    Example(
        "Through what does exosomal miR-146a help in Alzheimer disease?",
        TraceQuestion("BM-MSC exosome", "Alzheimer disease", via=("miR-146a",)),
    ),
    Example(
        "By which mechanisms do UC-MSC exosomes act on Alzheimer disease?",
        TraceQuestion("UC-MSC exosome", "Alzheimer disease"),
    ),
    Example(
        "How does miR-144-5p reach ovarian failure through PTEN?",
        TraceQuestion("miR-144-5p", "premature ovarian failure", via=("PTEN",)),
    ),
    Example(
        "Through what does SHP2 act on Alzheimer disease?",
        TraceQuestion("SHP2", "Alzheimer disease"),
    ),
    Example(
        "Which microRNAs bear on osteoporosis, in four hops at most?",
        TraceQuestion("any:microRNA", "osteoporosis", max_hops=4),
    ),
    Example(
        "What does UC-MSC exosome cargo do to hallmarks of aging, shown in vivo?",
        TraceQuestion("UC-MSC exosome", "any:hallmark", max_hops=4, study_types=("in_vivo",)),
    ),
)

#: Examples shown, seconds in which they are tried, statements among which ends are looked for.
_MOST, _SECONDS, _LOOKED_AT = 6, 3.0, 20_000
#: Statements up to which the evidence is counted piece by piece.
_COUNTED = 200_000


def find_examples(graph: MechanismGraph) -> list[dict[str, str]]:
    """Questions that this graph answers, each with what it answers."""
    until = monotonic() + _SECONDS
    found: list[dict[str, str]] = []
    for tries in (EXAMPLES, _own_examples(graph)):
        for words, question in tries:
            if len(found) == _MOST or monotonic() > until:
                return found
            trace = try_question(graph, question, _SECONDS / 4)
            if trace:
                told = tell_found(trace)
                found.append({"words": words, "url": trace_url(question.pairs()), "told": told})
        if found:
            break
    return found


def _own_examples(graph: MechanismGraph) -> Iterator[Example]:
    """Pairs of ends that much is said of, where none of ours is known."""
    corpus = graph.corpus
    starts: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    for statement in islice(corpus.statements.values(), _LOOKED_AT):
        role = corpus.predicates[statement.predicate].role
        if role in WALKED_ROLES:
            starts[statement.subject] += 1
            ends[statement.object] += 1 + 9 * (role == "outcome")
    taken: set[str] = set()
    for start, _ in starts.most_common(10):
        for end, _ in ends.most_common(10):
            if start == end or taken & {start, end}:
                continue
            question = TraceQuestion(start, end, max_hops=4)
            if try_question(graph, question, _SECONDS / 4):
                taken |= {start, end}
                words = f"Through what does {corpus.label(start)} act on {corpus.label(end)}?"
                yield Example(words, question)


def count_holdings(graph: MechanismGraph) -> list[dict[str, Any]]:
    """How much the graph holds."""
    corpus = graph.corpus
    counts = [("entities", len(corpus.entities)), ("statements", len(corpus.statements))]
    if len(corpus.statements) <= _COUNTED:
        pieces = sum(len(corpus.rows.get(i, ())) for i in corpus.statements)
        counts.append(("pieces of evidence", pieces))
    counts.append(("papers", len(corpus.references)))
    return [{"what": what, "number": f"{number:,}"} for what, number in counts if number]
