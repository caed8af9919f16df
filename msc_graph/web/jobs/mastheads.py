"""What stands on top of a page of the renderer when the server gives it."""

from __future__ import annotations

from collections.abc import Iterable

from msc_graph.render.page import Masthead
from msc_graph.web.assets import asset_url

__all__ = ["make_masthead"]


def make_masthead(
    markup: str,
    styles: Iterable[str] = ("masthead.css",),
    scripts: Iterable[str] = ("site.js", "suggest.js", "served.js"),
) -> Masthead:
    """A masthead of ours.

    Parameters
    ----------
    markup
        HTML of it.
    styles, scripts
        Names of the files of ours that it goes by; those of the explorer unless told otherwise.
    """
    return Masthead(
        markup,
        tuple(map(asset_url, styles)),
        tuple(map(asset_url, scripts)),
        icon=asset_url("icon.svg"),
        site="msc_graph",
    )
