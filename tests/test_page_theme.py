"""Colours of the page: contrast by WCAG 2.2 AA, light and dark, and signs without colour."""

from __future__ import annotations

import pytest

from msc_graph.render.palette import DOTS, SIGN_STYLES
from msc_graph.render.theme import COLOURS, colour_rules

LIGHT = {colour.name: colour.light for colour in COLOURS}
DARK = {colour.name: colour.dark for colour in COLOURS}
SIGNS = [f"sign-{style.sign}" for style in SIGN_STYLES]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_every_ground(theme: dict[str, str]):
    for text in ("text", "quiet", "link"):
        for ground in ("page", "panel", "band", "picked"):
            assert contrast(theme[text], theme[ground]) >= 4.5, (text, ground)
    assert contrast(theme["text"], theme["conflict"]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_lines_and_frames_can_be_seen(theme: dict[str, str]):
    for line in (*SIGNS, "edge", "focus", "frame"):
        for ground in ("page", "panel", "band"):
            assert contrast(theme[line], theme[ground]) >= 3, (line, ground)
    for sign in SIGNS:
        assert contrast(theme[sign], theme["conflict"]) >= 2.9, (sign, "shaded as a conflict")


def test_signs_differ_in_more_than_colour():
    assert len({style.head for style in SIGN_STYLES}) == 3
    assert len({style.dashes for style in SIGN_STYLES} | {DOTS}) == 4


def test_the_reader_may_overrule_the_system():
    rules = colour_rules()
    assert ":root:not([data-theme=light])" in rules
    assert rules.count(f"--page: {DARK['page']}") == 2
