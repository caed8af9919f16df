"""Our own style sheets, scripts and pictures: read once, served under addresses that name their content."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from msc_graph.render.legend import sign_classes
from msc_graph.render.theme import colour_rules

__all__ = ["Asset", "asset_url", "load_assets"]

_FOLDER = Path(__file__).resolve().parent / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


class Asset(NamedTuple):
    """A file as it is served."""

    url: str
    body: bytes
    media_type: str


@cache
def load_assets() -> Mapping[str, Asset]:
    """Every file of ours by its name; the colours of the renderer stand before `site.css`."""
    found = {}
    for path in sorted(_FOLDER.iterdir()):
        if path.suffix not in _TYPES:
            continue
        body = path.read_bytes()
        if path.name == "site.css":
            body = (colour_rules() + sign_classes()).encode() + body
        tag = sha256(body).hexdigest()[:16]
        found[path.name] = Asset(f"/static/{tag}/{path.name}", body, _TYPES[path.suffix])
    return MappingProxyType(found)


def asset_url(name: str) -> str:
    """Address of one of our files.

    Raises
    ------
    KeyError
        If there is no such file.

    Examples
    --------
    >>> asset_url("site.css").startswith("/static/")
    True
    """
    return load_assets()[name].url
