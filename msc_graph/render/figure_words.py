"""Text of a figure: made harmless, measured with the font that draws it, and broken into lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import category, normalize

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

__all__ = [
    "ASCENT",
    "CENTRE",
    "DESCENT",
    "MM_PER_POINT",
    "PITCH",
    "clean_text",
    "clip_lines",
    "load_font",
    "measure_width",
    "wrap_address",
    "wrap_words",
]

MM_PER_POINT = 25.4 / 72
#: Ink above and below the line of writing and the distance of two such lines, in sizes of the
#: font; `clean_text` lets no letter pass that would need more.
ASCENT, DESCENT, PITCH = 0.95, 0.30, 1.25
#: The line of writing lies so far below the middle of the letters.
CENTRE = 0.31

#: Widths are measured once at this size (points) and scaled.
_MEASURED_AT = 100.0
_LONGEST = 96
_MISSING = "\ufffd"
_VOWELS = "aeiouy"
_SYLLABLE = re.compile(
    r"(?:ph|th|ch|sh|[bcdfgpt]r|[bcfgp]l|s[cpt]|[bcdfghjklmnpqrstvwxz])[aeiouy]", re.IGNORECASE
)


@cache
def load_font() -> FontProperties:
    """The font of every figure, DejaVu Sans: matplotlib carries it, so it is the same everywhere."""
    from matplotlib import get_data_path
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=str(Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"))


def clean_text(text: str, longest: int = _LONGEST) -> str:
    r"""Text that can be drawn: one line, no control characters, only letters that the font has.

    Parameters
    ----------
    text
        Text from anywhere.
    longest
        Characters after which it is cut, with an ellipsis for the rest.

    Examples
    --------
    >>> clean_text("miR-146a\n\x1b[31m \u202eκB")
    'miR-146a [31m κB'
    """
    composed = normalize("NFC", text[: 4 * longest])
    drawn = " ".join("".join(_draw_character(c) for c in composed).split())
    if len(drawn) <= longest and len(text) <= 4 * longest:
        return drawn
    return drawn[: longest - 1].rstrip() + "…"


@lru_cache(maxsize=4096)
def _draw_character(character: str) -> str:
    kind = category(character)
    if kind in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    if kind[0] == "M" or kind == "Cf":
        return ""
    if kind == "Cs":
        return _MISSING
    from matplotlib.font_manager import get_font

    if ord(character) not in get_font(str(load_font().get_file())).get_charmap():
        return _MISSING
    _, height, descent = _measure(character)
    return character if height - descent <= ASCENT and descent <= DESCENT else _MISSING


@lru_cache(maxsize=16384)
def _measure(text: str) -> tuple[float, float, float]:
    """Width, height and descent in sizes of the font, without hinting."""
    from matplotlib.textpath import text_to_path

    font = load_font().copy()
    font.set_size(_MEASURED_AT)
    width, height, descent = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return width / _MEASURED_AT, height / _MEASURED_AT, descent / _MEASURED_AT


def measure_width(text: str, size: float) -> float:
    """Width of a line of text in millimetres.

    Parameters
    ----------
    text
        From `clean_text`.
    size
        Size of the font in points.

    Examples
    --------
    >>> 10 < measure_width("atherosclerosis", 6) < 20
    True
    """
    return _measure(text)[0] * size * MM_PER_POINT if text else 0.0


@lru_cache(maxsize=16384)
def wrap_words(text: str, width: float, size: float) -> tuple[tuple[str, ...], bool]:
    """Lines of about equal length that fit into a width, and whether a word had to be cut.

    Words part at blanks; where one is too wide, after a hyphen or slash; where that does not do,
    before a syllable, with a hyphen.

    Parameters
    ----------
    text
        From `clean_text`.
    width
        In millimetres.
    size
        Of the font, in points.

    Examples
    --------
    >>> wrap_words("umbilical cord mesenchymal cell", 22, 6)
    (('umbilical cord', 'mesenchymal cell'), False)
    >>> wrap_words("phosphatidylinositol", 15, 6)
    (('phosphatidy-', 'linositol'), True)
    """
    pieces, cut = _split_words(text, width, size)
    lines = _fill(pieces, width, size)
    narrow = max((measure_width(piece.strip(), size) for piece in pieces), default=0.0)
    wide = width
    for _ in range(7):  # the narrowest width that needs no more lines evens them out
        middle = (narrow + wide) / 2
        tried = _fill(pieces, middle, size)
        if len(tried) == len(lines):
            lines, wide = tried, middle
        else:
            narrow = middle
    return tuple(lines), cut


def clip_lines(lines: tuple[str, ...], most: int, width: float, size: float) -> tuple[str, ...]:
    """The first lines; an ellipsis stands for the rest, if there is one.

    Examples
    --------
    >>> clip_lines(("a process", "in a cell", "of the ovary"), 2, 30, 6)
    ('a process', 'in a cell…')
    """
    if len(lines) <= most:
        return lines
    last = lines[most - 1].rstrip("-")
    while last and measure_width(last + "…", size) > width:
        last = last[:-1]
    return (*lines[: most - 1], last.rstrip() + "…")


def wrap_address(text: str, width: float, size: float) -> tuple[str, ...]:
    """Lines of running text; an address too wide for one is broken anywhere, without a hyphen.

    Examples
    --------
    >>> wrap_address("2016. doi:10.1007/s12272-016-0799-4", 20, 6)
    ('2016. doi:', '10.1007/s12272-', '016-0799-4')
    """
    pieces: list[str] = []
    for word in re.findall(r"\S+ ?", text):
        if measure_width(word.strip(), size) <= width:
            pieces.append(word)
            continue
        for part in re.findall(r"[^-/:_]*[-/:_ ]|[^-/:_]+", word):
            pieces += [part] if measure_width(part.strip(), size) <= width else list(part)
    return tuple(_fill(pieces, width, size))


def _split_words(text: str, width: float, size: float) -> tuple[list[str], bool]:
    pieces: list[str] = []
    cut = False
    for word in re.findall(r"\S+ ?", text):
        if measure_width(word.strip(), size) <= width:
            pieces.append(word)
            continue
        for part in re.findall(r"[^-–/,]*[-–/,]+ ?|[^-–/,]+", word):
            if measure_width(part.strip(), size) <= width:
                pieces.append(part)
            else:
                pieces += _cut_word(part, width, size)
                cut = True
    return pieces, cut


def _cut_word(word: str, width: float, size: float) -> list[str]:
    """Pieces of a word that fit, each as long as can be; a hyphen marks each cut."""
    pieces = []
    rest = word.rstrip()
    blank = word[len(rest) :]
    while measure_width(rest, size) > width and len(rest) > 1:
        fitting = [n for n in range(1, len(rest)) if measure_width(rest[:n] + "-", size) <= width]
        last = fitting[-1] if fitting else 1
        good = (n for n in range(min(last, len(rest) - 3), 2, -1) if _starts_syllable(rest, n))
        at = next(good, last)
        pieces.append(rest[:at] + "-")
        rest = rest[at:]
    return [*pieces, rest + blank]


def _starts_syllable(word: str, at: int) -> bool:
    """Whether a syllable may begin here: one consonant, or two that go together, and a vowel."""
    if not _SYLLABLE.match(word, at):
        return False
    before = word[at - 1].lower()
    return before in _VOWELS or (before.isalpha() and word[at - 2].lower() in _VOWELS)


def _fill(pieces: Sequence[str], width: float, size: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in pieces:
        if line and measure_width((line + piece).rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line.strip() else lines
