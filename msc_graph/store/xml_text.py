"""What XML cannot hold of an answer, and what its readers would change on the way."""

from __future__ import annotations

import re

from msc_graph.exceptions import UsageError
from msc_graph.store.base import Answer

__all__ = ["check_xml", "keep_returns"]

#: Characters that no XML document may hold, not even escaped.
_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: The end of an IRI that can be the name of an element.
_LOCAL = re.compile(r"[^\W\d][\w.-]*\Z")


def check_xml(answer: Answer) -> None:
    """See that an answer can be written as XML.

    Raises
    ------
    UsageError
        If a text holds a character that XML has no way to write, or a property of a graph ends in
        no name, so that RDF/XML has no element for it.

    Examples
    --------
    >>> check_xml(Answer("ask"))
    """
    terms = [term for row in (*answer.rows, *answer.triples) for term in row]
    for term in terms:
        illegal = _ILLEGAL.search(term.value) if term else None
        if illegal:
            raise UsageError(
                f"XML cannot hold the character U+{ord(illegal[0]):04X} of the answer",
                cure="choose another format",
            )
    for _, predicate, _ in answer.triples:
        local = _LOCAL.search(predicate.value)
        if local is None or max(local[0]) > "\uffff":
            raise UsageError(
                f"RDF/XML cannot hold the property {predicate.value}",
                cure="choose another format",
            )


def keep_returns(written: bytes) -> bytes:
    """XML whose carriage returns stay what they are; a reader would make line feeds of bare ones."""
    return written.replace(b"\r", b"&#13;")
