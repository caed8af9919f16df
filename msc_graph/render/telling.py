"""The evidence of the hops of a chain, told in a line each: by whom, in what, how much."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msc_graph.curation.corpus import Corpus
from msc_graph.records import SEPARATOR, Evidence
from msc_graph.render.facts import Facts
from msc_graph.render.wording import certainty_rank, sentence_of

__all__ = ["choose_evidence", "tell_evidence", "tell_hops"]

#: Context that a line of evidence gives, in this order.
_TOLD = (
    "study_type",
    "species",
    "model",
    "cell_type",
    "preparation",
    "route",
    "dose",
    "follow_up",
    "n",
)
#: Pieces of supporting evidence that a hop shows; its card has all of them.
_MOST = 2
_AGAINST = {"refutes": "refutes it", "no_effect": "found no effect"}


def tell_hops(
    corpus: Corpus,
    chain: Mapping[str, Any],
    facts: Mapping[str, Facts],
    papers: Mapping[str, Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """The hops of a chain, each with the evidence that it shows.

    Parameters
    ----------
    corpus
        Where labels are looked up.
    chain
        With the ids of its `statements` and `references`.
    facts
        Of each statement, by id.
    papers
        By id, from `describe_references`.

    Returns
    -------
    list of dict
        `id`, `sentence`, `caveats`, `evidence` (see `tell_evidence`), and `more`: how many pieces
        of evidence only the card of the statement has.
    """
    told = []
    for identifier in chain["statements"]:
        fact = facts[identifier]
        shown, more = choose_evidence(fact.evidence, frozenset(chain.get("references", ())))
        told.append(
            {
                "id": identifier,
                "sentence": sentence_of(fact.statement, corpus),
                "caveats": fact.caveats,
                "evidence": [tell_evidence(row, papers) for row in shown],
                "more": more,
            }
        )
    return told


def choose_evidence(
    rows: Sequence[Evidence], preferred: Collection[str], most: int = _MOST
) -> tuple[list[Evidence], int]:
    """The evidence that a hop of a chain shows, and how much more there is.

    What speaks against the hop is never left out; then come the papers of the chain itself, what
    is stated before what is implied, and what says the most of its context. One paper that several
    passages cite for the same thing in the same context is shown once.

    Parameters
    ----------
    rows
        All evidence of the hop.
    preferred
        Ids of the chain's own papers.
    most
        Pieces of supporting evidence that are shown.

    Examples
    --------
    >>> rows = [Evidence("supports", "stated", "stated", "in_vivo", f"PMID:{n}") for n in range(4)]
    >>> shown, more = choose_evidence(rows, {"PMID:3"})
    >>> [row.reference for row in shown], more
    (['PMID:3', 'PMID:0'], 2)
    """
    against = [row for row in rows if row.stance != "supports"]
    support = [row for row in rows if row.stance == "supports"]
    ordered = sorted(
        support,
        key=lambda row: (
            row.reference not in preferred,
            *certainty_rank(row.certainty, row.basis),
            -sum(bool(getattr(row, name)) for name in _TOLD),
        ),
    )
    distinct = {
        (row.reference, *(getattr(row, name) for name in _TOLD)): row for row in reversed(ordered)
    }
    kept = frozenset(map(id, distinct.values()))
    shown = against + [row for row in ordered if id(row) in kept][:most]
    return shown, len(rows) - len(shown)


def tell_evidence(row: Evidence, papers: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """One piece of evidence in a line: its paper with the address of it, and the rest in words.

    Examples
    --------
    >>> row = Evidence(
    ...     "supports", "stated", "implied", "in_vivo", "PMID:1", cited_as="li2025:58",
    ...     review="li2025", species="Mus musculus", dose="0.4 µg/ml",
    ... )
    >>> tell_evidence(row, {"PMID:1": {"short": "Nakano 2020", "url": ""}})["words"]
    'in vivo · Mus musculus · 0.4 µg/ml · implied · PMID:1 (li2025, ref 58)'
    """
    paper = papers.get(row.reference, {})
    parts = [_AGAINST[row.stance]] if row.stance in _AGAINST else []
    parts += [
        getattr(row, name).replace("_", " ").replace(SEPARATOR, ", ")
        for name in _TOLD
        if getattr(row, name)
    ]
    parts += [word for word in (row.certainty, row.basis) if word not in ("", "stated", "title")]
    parts += ["from its title"] if row.basis == "title" else []
    number = row.cited_as.rpartition(":")[2]
    place = f"{row.review}, ref {number}" if number else ", ".join((row.review, row.locator))
    parts.append(f"{row.reference} ({place})" if row.review else row.reference)
    return {
        "short": paper.get("short", "") or row.reference or "general knowledge",
        "url": paper.get("url", "") or paper.get("search", ""),
        "words": " · ".join(part for part in parts if part),
    }
