"""Colours of the page, light and dark, as custom properties of the style sheet."""

from __future__ import annotations

from typing import NamedTuple

from msc_graph.render.palette import SIGN_STYLES

__all__ = ["COLOURS", "Colour", "colour_rules"]


class Colour(NamedTuple):
    """One colour by what it is for; `light` and `dark` are for the two kinds of page."""

    name: str
    light: str
    dark: str


#: Text colours keep 4.5:1, frames and lines that carry meaning 3:1, against `page` and `panel`.
COLOURS = (
    Colour("page", "#ffffff", "#15181b"),
    Colour("panel", "#f5f6f8", "#1e2327"),
    Colour("band", "#f6f7f9", "#1b2024"),
    Colour("text", "#1b1d1f", "#eceff1"),
    Colour("quiet", "#565c62", "#a9b1b8"),
    Colour("rule", "#d3d8dc", "#3a4248"),
    Colour("edge", "#80868c", "#7d868d"),
    Colour("link", "#0b57a4", "#8cc4ff"),
    Colour("focus", "#b3261e", "#ffb4a9"),
    Colour("frame", "#22262a", "#eceff1"),
    Colour("picked", "#dceafa", "#203b56"),
    Colour("conflict", "#ffe08a", "#6b5200"),
    *(Colour(f"sign-{s.sign}", s.colour, s.dark_colour) for s in SIGN_STYLES),
)


def colour_rules() -> str:
    """Style rules: the reader's system decides, unless the page's own switch was used.

    Examples
    --------
    >>> "--sign--1: #D55E00" in colour_rules()
    True
    """
    light = "".join(f" --{colour.name}: {colour.light};" for colour in COLOURS)
    dark = "".join(f" --{colour.name}: {colour.dark};" for colour in COLOURS)
    return (
        f":root {{ color-scheme: light dark;{light} }}\n"
        "@media (prefers-color-scheme: dark) {"
        f" :root:not([data-theme=light]) {{{dark} }} }}\n"
        f":root[data-theme=light] {{ color-scheme: light; }}\n"
        f":root[data-theme=dark] {{ color-scheme: dark;{dark} }}\n"
    )
