"""One short word for several texts: entity tags, and the seals of cursors, are made of it."""

from __future__ import annotations

from msc_graph.records import sha256

__all__ = ["digest"]


def digest(*parts: str) -> str:
    """Thirty-two hexadecimal digits that hang on every text, and on where one ends.

    Examples
    --------
    >>> digest("a", "b") == digest("ab", "")
    False
    """
    text = "".join(f"{len(part)}:{part}" for part in parts)
    digits: str = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return digits[:32]
