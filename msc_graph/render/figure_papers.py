"""The list of references below a figure."""

from __future__ import annotations

from collections.abc import Sequence

from msc_graph.curation.corpus import Corpus
from msc_graph.records import Reference
from msc_graph.render.figure_words import clean_text

__all__ = ["cite", "list_papers"]


def list_papers(corpus: Corpus, identifiers: Sequence[str]) -> list[str]:
    """One line for each reference, in the order of their numbers."""
    known = corpus.references
    return [cite(known.get(i) or Reference(i, "")) for i in identifiers]


def cite(reference: Reference) -> str:
    """First author, year, journal and identifier of a paper.

    Examples
    --------
    >>> cite(Reference("PMID:1", "T", "Liu K, Ji K", "Microvasc Res", "2014", pmid="1"))
    'Liu K et al. 2014, Microvasc Res. PMID:1'
    >>> cite(Reference("quan2025:7", ""))
    'quan2025:7'
    """
    names = [name.strip() for name in reference.authors.split(",") if name.strip()]
    first = clean_text(names[0], 40) if names else ""
    if first and (len(names) > 1 or "et al" in reference.authors):
        first = first.removesuffix(" et al").removesuffix(" et al.") + " et al."
    who = " ".join(filter(None, (first, clean_text(reference.year, 12))))
    journal = clean_text(reference.journal, 60)
    if reference.pmid:
        place = f"PMID:{reference.pmid}"
    elif reference.doi:
        place = f"doi:{reference.doi}"
    else:
        place = reference.id if reference.id not in ("", who) else ""
    text = ", ".join(filter(None, (who, journal)))
    return ". ".join(filter(None, (text.rstrip("."), clean_text(place, 80))))
