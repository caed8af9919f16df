"""Words, names and marks of a query, found without understanding it, in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Token", "tokenise"]

#: Characters of names, as the grammar has them; `\w` lacks some of them, and has others.
_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_VARIABLE = f"0-9_{_BASE}\u00b7\u0300-\u036f\u203f-\u2040"
_NAME = rf"\-{_VARIABLE}"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
_LOCAL = (
    rf"(?:(?:[:0-9_{_BASE}]|{_ESCAPED})"
    rf"(?:(?:[.:{_NAME}]|{_ESCAPED})*(?:[:{_NAME}]|{_ESCAPED}))?)?"
)
_UNICODE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"

# What begins like an IRI after `<` but with a variable, text or number is a comparison. A text that
# is not closed reaches to its last possible end: to look again behind its quote would take forever.
_TOKEN = re.compile(
    rf"""(?P<comment>\#[^\n\r]*)
    |(?P<iri><(?!['?$(\d])(?:[^<>"{{}}|^`\\\x00-\x20]|{_UNICODE})*>)
    |(?P<text>'''(?:'{{0,2}}(?:[^'\\]|\\.))*(?:''')?|\"\"\"(?:"{{0,2}}(?:[^"\\]|\\.))*(?:\"\"\")?
        |'(?:[^'\\\n\r]|\\[^\n\r])*'?|"(?:[^"\\\n\r]|\\[^\n\r])*"?)
    |(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<node>_:[0-9_{_BASE}](?:[.{_NAME}]*[{_NAME}])?)
    |(?P<variable>[?$][0-9_{_BASE}][{_VARIABLE}]*)
    |(?P<word>[{_BASE}][.{_NAME}]*)(?P<name>:{_LOCAL})?
    |(?P<local>:{_LOCAL})
    |(?P<mark>[{{}}()])""",
    re.VERBOSE | re.DOTALL,
)

_WORD = re.compile(r"[^.\-]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query.

    Attributes
    ----------
    kind
        `iri`, `text`, `tag`, `node` (a blank one), `variable`, `word`, `name` (one with a prefix)
        or `mark` (a brace or bracket).
    text
        As it stands there.
    start
        Where.
    """

    kind: str
    text: str
    start: int


def tokenise(text: str) -> Iterator[Token]:
    """Tokens of a query, white space, comments, numbers and operators left out.

    Examples
    --------
    >>> [t.text for t in tokenise("ASK { ?s a 'x } #' } # end")]
    ['ASK', '{', '?s', 'a', "'x } #'", '}']
    """
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        start = match.start()
        if kind in ("word", "name"):
            word = match["word"]
            # No prefix ends with a dot, and no word holds one: a keyword may follow it at once.
            if kind == "name" and not word.endswith("."):
                yield Token("name", match[0], start)
                continue
            for part in _WORD.finditer(word):
                yield Token("word", part[0], start + part.start())
            if kind == "name":
                yield Token("name", match["name"], match.start("name"))
        elif kind == "local":
            yield Token("name", match[0], start)
        elif kind != "comment":
            yield Token(kind, match[0], start)
