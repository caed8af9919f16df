"""Content negotiation: which of the types we can give an `Accept` header wants most (RFC 9110)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["choose_type"]

#: Ranges of a header that are looked at; no client sends as many.
_MOST = 100


class _Range(NamedTuple):
    """A media range, how much it is wanted, and how closely it names a type."""

    kind: str
    subtype: str
    quality: float
    closeness: int


def choose_type(accept: str | None, offered: Sequence[str]) -> str | None:
    """The type that an `Accept` header wants most.

    Of several ranges that fit a type, the closest one says how much it is wanted. Parameters of
    a range other than `q` do not keep it from fitting, they only make room for a range without
    them. A range that is not well-formed is passed over; if none is left, nothing was asked for.

    Parameters
    ----------
    accept
        Value of the header, several of them joined by commas; None if there is none.
    offered
        Media types without parameters, the one we like best first: it wins among those that are
        wanted equally.

    Returns
    -------
    str or None
        None if nothing offered is acceptable.

    Examples
    --------
    >>> choose_type("text/*;q=0.5, application/json", ["text/csv", "application/json"])
    'application/json'
    >>> choose_type("*/*, text/csv;q=0", ["text/csv", "text/turtle"])
    'text/turtle'
    >>> choose_type("image/png", ["text/csv"]) is None
    True
    """
    ranges = list(_read(accept or ""))[:_MOST]
    if not ranges:
        return offered[0] if offered else None
    best, quality = None, 0.0
    for name in offered:
        wanted = _quality(name, ranges)
        if wanted > quality:
            best, quality = name, wanted
    return best


def _quality(name: str, ranges: Sequence[_Range]) -> float:
    kind, _, subtype = name.casefold().partition("/")
    fitting = [
        range_
        for range_ in ranges
        if range_.kind in (kind, "*") and range_.subtype in (subtype, "*")
    ]
    if not fitting:
        return 0.0
    closest = max(range_.closeness for range_ in fitting)
    return max(range_.quality for range_ in fitting if range_.closeness == closest)


def _read(header: str) -> Iterator[_Range]:
    for part in _split(header, ","):
        name, *parameters = (piece.strip().casefold() for piece in _split(part, ";"))
        kind, slash, subtype = (piece.strip() for piece in name.partition("/"))
        if name == "*":  # as some old clients write it
            kind, slash, subtype = "*", "/", "*"
        if not slash or not _is_token(kind) or not _is_token(subtype):
            continue
        if kind == "*" and subtype != "*":
            continue
        quality, others = _read_parameters(parameters)
        if quality is not None:
            closeness = (kind != "*") + (subtype != "*") * (2 - others)
            yield _Range(kind, subtype, quality, closeness)


def _read_parameters(parameters: Sequence[str]) -> tuple[float | None, bool]:
    """Quality, None if it is no number from 0 to 1; and whether there are other parameters."""
    others = False
    for parameter in parameters:
        name, _, value = (piece.strip() for piece in parameter.partition("="))
        if name == "q":
            return _read_quality(value), others
        others = others or bool(name)
    return 1.0, others


def _read_quality(text: str) -> float | None:
    whole, point, rest = text.partition(".")
    digits = whole + rest
    if whole not in ("0", "1") or len(rest) > 3 or not digits.isascii() or not digits.isdecimal():
        return None
    return float(f"{whole}{point}{rest}") if float(f"{whole}.{rest}0") <= 1 else None


def _is_token(text: str) -> bool:
    return bool(text) and text.isascii() and all(c.isalnum() or c in "!#$&^_.+-*" for c in text)


def _split(text: str, mark: str) -> Iterator[str]:
    """Pieces between the marks that stand outside of quoted strings."""
    piece: list[str] = []
    quoted = escaped = False
    for character in text:
        if character == mark and not quoted:
            yield "".join(piece)
            piece = []
            continue
        piece.append(character)
        if escaped:
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
    yield "".join(piece)
