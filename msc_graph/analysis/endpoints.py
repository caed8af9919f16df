"""Where a trace begins and ends: an entity, or all entities of a category."""

from typing import NamedTuple

from msc_graph.analysis.names import NameIndex
from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import UnknownTermError, UsageError
from msc_graph.vocabulary import load_vocabulary

__all__ = ["ANY", "Endpoint", "find_endpoint", "find_hallmarks", "parse_metapath"]

#: Prefix of an endpoint or constraint that stands for all entities of a category.
ANY = "any:"


class Endpoint(NamedTuple):
    """One end of a trace: an entity, or all entities of a category (`any:disease`)."""

    id: str
    label: str
    category: str
    members: frozenset[str]


def find_endpoint(corpus: Corpus, names: NameIndex, text: str) -> Endpoint:
    """Endpoint of a name, an id or `any:CATEGORY`.

    Raises
    ------
    UnknownTermError
        If nothing, or more than one thing, has the name.
    """
    if not text.casefold().startswith(ANY):
        entity = names.get(text)
        return Endpoint(entity.id, entity.label, entity.category, frozenset({entity.id}))
    wanted = text[len(ANY) :]
    if wanted.strip().casefold() in ("hallmark", "hallmarks"):
        # Hallmark is a role, not a category.
        return Endpoint("any:hallmark", "any hallmark", "hallmark", find_hallmarks(corpus))
    category = corpus.find_category(wanted)
    if category is None:
        labels = ", ".join(c.label for c in load_vocabulary().categories.values())
        raise UnknownTermError(
            f"no category is called {wanted!r}", term=text, cure=f"choose hallmark, {labels}"
        )
    name, label = category
    return Endpoint(f"any:{name}", f"any {label}", name, corpus.members(name))


def parse_metapath(corpus: Corpus, names: NameIndex, text: str) -> tuple[Endpoint, ...]:
    """Steps between start and end, written `protein > pathway > biological process`.

    Each step is a category, with or without `any:`, or the name of an entity. Nothing at all asks
    for no steps.

    Raises
    ------
    UnknownTermError
        If a step is neither.
    UsageError
        If nothing stands before or after a `>`.
    """
    if not text.strip():
        return ()
    parts = [part.strip() for part in text.split(">")]
    if not all(parts):
        raise UsageError(
            f"the metapath {text.strip()!r} has an empty step",
            cure="name what stands before and after each >, or leave the metapath out",
        )
    steps = []
    for part in parts:
        category = corpus.find_category(part)
        steps.append(find_endpoint(corpus, names, f"{ANY}{part}" if category else part))
    return tuple(steps)


def find_hallmarks(corpus: Corpus) -> frozenset[str]:
    """Processes that the graph calls a hallmark of aging."""
    return frozenset(s.subject for s in corpus.find(predicates=("hallmark_of",)))
