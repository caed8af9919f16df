"""The page of a paper: what it is, and which statements it speaks for or against."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msc_graph.analysis.selection import Conditions, select_statements
from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import UnknownTermError
from msc_graph.records import Reference, Statement
from msc_graph.render.meanings import CELL_WORDS
from msc_graph.web.pages.addresses import reference_url
from msc_graph.web.pages.claims import explain_tags, show_claims, show_papers
from msc_graph.web.pages.errata import errata_of_paper, review_of

__all__ = ["find_paper", "show_reference"]

#: Statements that are looked at, and those that the page shows.
_MOST, _MOST_SHOWN = 5_000, 300
#: What the line above the evidence tells; of what is the ordinary case, nothing.
_TOLD = ("stance", "certainty", "basis", "study_type", "species", "model", "dose")
_ORDINARY = (CELL_WORDS["certainty"]["stated"], CELL_WORDS["basis"]["stated"])


def find_paper(corpus: Corpus, identifier: str) -> tuple[Reference, list[Statement]]:
    """A paper, and the statements of which a piece of evidence is of it.

    Raises
    ------
    UnknownTermError
        If neither a table nor any evidence names the paper.
    """
    found = (
        select_statements(corpus, Conditions(reference=identifier), limit=_MOST)
        if identifier
        else None
    )
    reference = corpus.references.get(identifier)
    if found is None or (reference is None and not found.items):
        raise UnknownTermError(
            f"no paper is called {identifier!r}",
            term=identifier,
            cure="write PMID:… or doi:…, as evidence names it",
        )
    return reference or Reference(identifier, ""), list(found.items)


def show_reference(corpus: Corpus, identifier: str) -> dict[str, Any]:
    """What `reference.html` fills in.

    Raises
    ------
    UnknownTermError
        If neither a table nor any evidence names the paper.
    """
    reference, statements = find_paper(corpus, identifier)
    claims = show_claims(corpus, statements[:_MOST_SHOWN])
    for claim in claims:
        claim["evidence"] = [
            row for row in claim["evidence"] if row["paper"] and row["paper"]["id"] == identifier
        ]
        told = (c["text"] for row in claim["evidence"] for c in row["cells"] if c["name"] in _TOLD)
        claim["summary"] = " · ".join(dict.fromkeys(text for text in told if text not in _ORDINARY))
    return {
        **show_papers(corpus, [identifier])[identifier],
        "title": reference.title,
        "record": reference._asdict(),
        "cited": list(_tell_citations(corpus, reference)),
        "errata": errata_of_paper(corpus, reference),
        "words": explain_tags(claims),
        "total": len(statements),
        "claims": claims,
    }


def _tell_citations(corpus: Corpus, reference: Reference) -> Iterator[dict[str, str]]:
    """The number that a paper has in the list of each review, with the page of the review."""
    for place in reference.cited_as:
        key, _, number = place.partition(":")
        review = corpus.references.get(review_of(key))
        yield {
            "number": number,
            "key": key,
            "title": review.title if review else "",
            "url": reference_url(review.id) if review else "",
        }
