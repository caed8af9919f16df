"""Addresses that a page may link to: http and https, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from msc_graph.vocabulary import BASE_IRI

__all__ = ["expand_curie", "safe_url"]

#: Marks with a meaning in an address; all else but letters and digits is percent-encoded.
_KEPT = ":/?#[]@!$&()*+,;=-._~%"


def safe_url(url: str) -> str:
    """The address, percent-encoded, if it is one of http or https; else nothing.

    Examples
    --------
    >>> safe_url("https://doi.org/10.1/a<b>")
    'https://doi.org/10.1/a%3Cb%3E'
    >>> safe_url("javascript:alert(1)")
    ''
    """
    encoded = quote(url.encode("utf-8", "replace"), safe=_KEPT)
    try:
        parts = urlsplit(encoded)
    except ValueError:
        return ""
    return encoded if parts.scheme in ("http", "https") and parts.netloc else ""


def expand_curie(curie: str, prefixes: Mapping[str, str]) -> str:
    """Page about an identifier; nothing if its prefix is unknown or it is a name of our own.

    Our own identifiers are names under a base that serves no pages, so a link would be dead.

    Examples
    --------
    >>> expand_curie("GO:0006915", {"GO": "http://purl.obolibrary.org/obo/GO_"})
    'http://purl.obolibrary.org/obo/GO_0006915'
    >>> expand_curie("javascript:alert(1)", {"GO": "http://purl.obolibrary.org/obo/GO_"})
    ''
    """
    prefix, _, local = curie.partition(":")
    base = prefixes.get(prefix, "")
    if not base or not local or base.startswith(BASE_IRI):
        return ""
    return safe_url(base + local)
