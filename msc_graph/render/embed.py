"""Text put inside a page so that it cannot break out of its place."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from msc_graph.exceptions import MSCGraphError

__all__ = [
    "content_policy",
    "embed_json",
    "read_plain_style",
    "read_script",
    "read_style",
    "read_vis_network",
]

_STATIC = Path(__file__).resolve().parent / "static"
#: In this order: each file defines one object that those after it use.
_SCRIPTS = (
    "dom",
    "words",
    "names",
    "store",
    "address",
    "filter",
    "geometry",
    "bends",
    "star",
    "scene",
    "labels",
    "overlay",
    "picture",
    "cards",
    "find",
    "facets",
    "chains",
    "table",
    "svg",
    "takeaway",
    "panel",
    "actions",
    "keys",
    "page",
)
_STYLES = ("frame", "tools", "legend", "cards", "chains", "table", "screens")
_NONE = "'none'"
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&'\u2028\u2029"}


def embed_json(data: Any) -> str:
    r"""JSON that is safe between script tags: no `<`, `>`, `&` and no line separators remain.

    Examples
    --------
    >>> embed_json({"label": "</script>"})
    '{"label":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.translate(_ESCAPES)


def read_style() -> str:
    """Our style sheets, one after the other."""
    return _read_static(f"css/{name}.css" for name in _STYLES)


def read_plain_style() -> str:
    """Style rules for a reader without scripts, who gets chains and table and no dead buttons."""
    return _read_static(["css/plain.css"])


def read_script() -> str:
    """Our scripts, one after the other."""
    return _defuse(_read_static(f"js/{name}.js" for name in _SCRIPTS))


def _read_static(names: Iterable[str]) -> str:
    return "\n".join((_STATIC / name).read_text(encoding="utf-8") for name in names)


@cache
def read_vis_network() -> str:
    """The vis-network library that the installed pyvis carries, without its pointer to a map file.

    Raises
    ------
    MSCGraphError
        If this pyvis does not carry it.
    """
    import pyvis

    path = Path(pyvis.__file__).parent / "lib" / "vis-9.1.2" / "vis-network.min.js"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise MSCGraphError(
            f"the installed pyvis lacks {path.name}", cure="install pyvis 0.3.2"
        ) from error
    return _defuse(re.sub(r"\n//# sourceMappingURL=.*\s*\Z", "\n", text))


def _defuse(script: str) -> str:
    """The same script without the two strings that would end or confuse its element."""
    script = re.sub(r"</(script)", r"<\\/\1", script, flags=re.IGNORECASE)
    return script.replace("<!--", "<\\!--")


def content_policy(scripts: Iterable[str], styles: Iterable[str], *, served: bool = False) -> str:
    """Content-Security-Policy that lets these very blocks run and nothing else, nor any request.

    A page that is `served` may also load files of its own server, ask it, and send it a form.

    Examples
    --------
    >>> content_policy([], ["a{}"]).split("; ")[1:3]
    ["script-src 'none'", "style-src 'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='"]
    >>> content_policy([], [], served=True).split("; ")[1:3]
    ["script-src 'self'", "style-src 'self'"]
    """
    own = ["'self'"] if served else []
    asks = ["connect-src 'self'"] if served else []
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_sources(scripts, own)}",
            f"style-src {_sources(styles, own)}",
            " ".join(["img-src data:", *own]),
            *asks,
            "base-uri 'none'",
            f"form-action {' '.join(own) or _NONE}",
        )
    )


def _sources(blocks: Iterable[str], own: Iterable[str]) -> str:
    digests = (b64encode(sha256(block.encode()).digest()).decode() for block in blocks)
    return " ".join((*own, *(f"'sha256-{digest}'" for digest in digests))) or _NONE
