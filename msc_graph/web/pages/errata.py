"""Errata as pages show them: where the sources are at odds, and how the graph takes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from msc_graph.curation.corpus import Corpus, parse_claims
from msc_graph.records import SEPARATOR, Claim, Reference, Statement
from msc_graph.render.wording import sentence_of
from msc_graph.web.pages.addresses import statement_url

__all__ = ["errata_of_entity", "errata_of_paper", "errata_of_statement", "review_of"]

#: Columns that name claims, with what the erratum does to them.
_CLAIMS = {"touches": "disputed", "superseded": "superseded", "superseded_by": "taken instead"}
_NUMBERS = re.compile(r"(?:\bref(?:erence)?s? |\[)([0-9]+(?:, [0-9]+)*)")


def review_of(key: str) -> str:
    """Id of the reference that is a review itself, by the short name of the review.

    Examples
    --------
    >>> review_of("li2025")
    'li2025:0'
    """
    return f"{key}:0"


def errata_of_statement(corpus: Corpus, statement: Statement) -> list[dict[str, Any]]:
    """Errata that name a statement's claim."""
    return _find(corpus, lambda _, claims: statement.claim in claims)


def errata_of_entity(corpus: Corpus, identifier: str) -> list[dict[str, Any]]:
    """Errata that name a claim on an entity."""
    return _find(
        corpus,
        lambda _, claims: any(identifier in (c.subject, c.object) for c in claims),
    )


def errata_of_paper(corpus: Corpus, reference: Reference) -> list[dict[str, Any]]:
    """Errata found at a place where a review cites a paper; of a review itself, all found in it.

    Examples
    --------
    >>> from msc_graph.curation.reading import load_corpus
    >>> corpus = load_corpus()
    >>> [e["id"] for e in errata_of_paper(corpus, corpus.references["PMID:37580391"])][:2]
    ['E001', 'E002']
    """
    cited = {tuple(place.split(":", 1)) for place in (*reference.cited_as, reference.id)}

    def is_meant(row: dict[str, str], _claims: Iterable[Claim]) -> bool:
        for place in row["places"].split(SEPARATOR):
            review, _, where = place.partition(" ")
            numbers = {n for found in _NUMBERS.findall(where) for n in found.split(", ")} | {"0"}
            if any((review, number) in cited for number in numbers):
                return True
        return False

    return _find(corpus, is_meant)


def _find(
    corpus: Corpus, is_meant: Callable[[dict[str, str], list[Claim]], bool]
) -> list[dict[str, Any]]:
    return [
        _show(corpus, row)
        for row in corpus.table("errata.tsv")
        if is_meant(row, [claim for name in _CLAIMS for claim in parse_claims(row[name])])
    ]


def _show(corpus: Corpus, row: dict[str, str]) -> dict[str, Any]:
    """What the macro `erratum` fills in."""
    claims = []
    for name, fate in _CLAIMS.items():
        wanted = parse_claims(row[name])
        found = [
            s
            for claim in wanted
            for s in corpus.find(claim.subject, object=claim.object)
            if s.claim == claim
        ]
        if found:
            links = [
                {"sentence": sentence_of(s, corpus), "url": statement_url(s.id)} for s in found
            ]
            claims.append({"fate": fate, "links": links})
    return {**row, "where": row["places"].replace(SEPARATOR, "; "), "claims": claims}
