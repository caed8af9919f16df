"""What is on the query page: a named question with its values, a query, or nothing yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from msc_graph.exceptions import UsageError

__all__ = ["MOST_LINK", "Wanted", "read_wanted"]

#: Longest address (characters) that is given as a link; what is longer is posted.
MOST_LINK = 6_000

_PARAMETER = "p."
#: A run of carriage returns is read from its beginning only, however long it is.
_LINE_END = re.compile(r"(?<!\r)\r++\n")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page is asked for.

    Attributes
    ----------
    question
        Name of a question, or empty.
    values
        As typed, by the name of a parameter of the question.
    query
        SPARQL, if no question is named; or empty.
    declare
        Whether prefixes are to be declared in the query, and it is not to be asked yet.
    """

    question: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    declare: bool = False

    def link(self, path: str = "/sparql/page") -> str:
        """Address that asks for the same; empty if it would be too long.

        Examples
        --------
        >>> Wanted("targets-of-cargo", {"cargo": "miR-146a"}).link()
        '/sparql/page?question=targets-of-cargo&p.cargo=miR-146a'
        """
        link = f"{path}?{urlencode(self.fields())}"
        return link if len(link) <= MOST_LINK else ""

    def fields(self) -> list[tuple[str, str]]:
        """Names and values of the form that asks for the same."""
        if not self.question:
            return [("query", self.query)]
        given = [(_PARAMETER + name, value) for name, value in self.values.items()]
        return [("question", self.question), *given]


def read_wanted(pairs: Sequence[tuple[str, str]]) -> Wanted:
    """What the fields of a URL or form ask for; the last one of a name counts.

    Raises
    ------
    UsageError
        If both a question and a query are asked.

    Examples
    --------
    >>> read_wanted([("question", "trials"), ("p.phase", " 1 ")]).values
    {'phase': '1'}
    """
    fields = dict(pairs)
    # A browser sends the lines of a text field with a carriage return each.
    query = _LINE_END.sub("\n", fields.get("query", ""))
    question = fields.get("question", "").strip()
    if question and query.strip():
        raise UsageError("a question and a query are asked at once", cure="ask one of them")
    values = {
        name.removeprefix(_PARAMETER): value.strip()
        for name, value in fields.items()
        if question and name.startswith(_PARAMETER)
    }
    asked = "" if question else query
    return Wanted(question, values, asked, fields.get("do") == "declare")
