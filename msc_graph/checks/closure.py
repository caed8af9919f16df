"""Sign closure: the chains of one study must come to the sign that the study itself states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import prod
from pathlib import Path

from msc_graph.analysis.paths import find_paths
from msc_graph.checks.places import LocatedRow, locate_statements
from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import DataError
from msc_graph.network.index import Hop, Index, build_index

__all__ = ["check_closure"]

#: Chains of one study are short; longer ones are stitched by accident.
MAX_HOPS = 5


def check_closure(folder: Path, corpus: Corpus) -> Iterator[DataError]:
    """Compare, reference by reference, end-to-end signs with the signs of the chains.

    A pair is passed over where one of the statements is named in the errata: there the
    contradiction is known and explained.
    """
    index = build_index(corpus)
    hops = [hop for node in index.outgoing.values() for hop in node]
    places = locate_statements(folder)
    by_reference: dict[str, list[Hop]] = defaultdict(list)
    definitions = [hop for hop in hops if hop.role == "opposite"]
    for hop in hops:
        if hop.role == "opposite":
            continue
        for reference in _references(corpus, hop.statement):
            by_reference[reference].append(hop)
    for reference, mine in sorted(by_reference.items()):
        yield from _check_reference(corpus, reference, mine, definitions, places)


def _references(corpus: Corpus, statement: str) -> set[str]:
    rows = corpus.evidence(statement)
    return {row.reference for row in rows if row.stance == "supports" and row.reference}


def _check_reference(
    corpus: Corpus,
    reference: str,
    hops: Sequence[Hop],
    definitions: Sequence[Hop],
    places: Mapping[str, LocatedRow],
) -> Iterator[DataError]:
    outgoing: dict[str, list[Hop]] = defaultdict(list)
    incoming: dict[str, list[Hop]] = defaultdict(list)
    for hop in (*hops, *definitions):
        outgoing[hop.source].append(hop)
        incoming[hop.target].append(hop)
    own = Index(
        {node: tuple(h) for node, h in outgoing.items()},
        {node: tuple(h) for node, h in incoming.items()},
    )
    for claim in hops:
        if not claim.sign or corpus.statements[claim.statement].status != "accepted":
            continue
        found = find_paths(own, {claim.source}, {claim.target}, max_hops=MAX_HOPS, limit=2000)
        for path in found.paths:
            sign = prod(hop.sign for hop in path)
            explained = any(corpus.statements[h.statement].status != "accepted" for h in path)
            if len(path) > 1 and sign == -claim.sign and not explained:
                yield _finding(corpus, reference, claim, path, places[claim.statement])
                break


def _finding(
    corpus: Corpus, reference: str, claim: Hop, path: Sequence[Hop], place: LocatedRow
) -> DataError:
    steps = " ".join(f"{hop.predicate} {corpus.label(hop.target)!r}" for hop in path)
    return place.finding(
        f"{reference} states {corpus.label(claim.source)!r} {claim.predicate}"
        f" {corpus.label(claim.target)!r}, but its chain {steps} has the other sign",
        cure="mend the wrong sign, or explain it in errata.tsv",
    )
