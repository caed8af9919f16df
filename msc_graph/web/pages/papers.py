"""The page of a paper: what it is, and which statements it speaks for or against."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msc_graph.analysis.paging import Page
from msc_graph.analysis.selection import Conditions, select_statements
from msc_graph.curation.corpus import Corpus
from msc_graph.exceptions import UnknownTermError
from msc_graph.records import Reference, Statement
from msc_graph.render.meanings import CELL_WORDS
from msc_graph.web.pages.addresses import reference_url
from msc_graph.web.pages.claims import MOST_CLAIMS, explain_tags, show_claims, show_papers
from msc_graph.web.pages.errata import errata_of_paper, review_of

__all__ = ["find_paper", "show_reference"]

#: Statements that the page shows.
_MOST_SHOWN = 300
#: What the line above the evidence tells; of what is the ordinary case, nothing.
_TOLD = ("stance", "certainty", "basis", "study_type", "species", "model", "dose")
_ORDINARY = (CELL_WORDS["certainty"]["stated"], CELL_WORDS["basis"]["stated"])


def find_paper(
    corpus: Corpus, identifier: str, *, start: int = 0, limit: int = MOST_CLAIMS
) -> tuple[Reference, Page[Statement]]:
    """A paper, and a page of the statements of which a piece of evidence is of it.

    Parameters
    ----------
    corpus
        Where they are.
    identifier
        Id of the paper.
    start, limit
        Place of the first statement, and how many.

    Raises
    ------
    UnknownTermError
        If neither a table nor any evidence names the paper.
    """
    found = None
    if identifier:  # without one every statement would do
        wanted = Conditions(reference=identifier)
        found = select_statements(corpus, wanted, start=start, limit=limit)
    reference = corpus.references.get(identifier)
    if found is None or (reference is None and not found.total):
        raise UnknownTermError(
            f"no paper is called {identifier!r}",
            term=identifier,
            cure="write its id as evidence has it: PMID:…, doi:…",
        )
    return reference or Reference(identifier, ""), found


def show_reference(corpus: Corpus, identifier: str) -> dict[str, Any]:
    """What `reference.html` fills in.

    Raises
    ------
    UnknownTermError
        If neither a table nor any evidence names the paper.
    """
    reference, found = find_paper(corpus, identifier, limit=_MOST_SHOWN)
    claims = show_claims(corpus, found.items)
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
        "total": found.total,
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
