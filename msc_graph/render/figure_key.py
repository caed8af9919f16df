"""The legend of a figure: what occurs in it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msc_graph.render.figure_model import MARKS, Line, Model
from msc_graph.render.figure_words import clean_text
from msc_graph.render.palette import GROUPS, SIGN_STYLES, mark_of
from msc_graph.vocabulary import load_vocabulary

__all__ = ["KeyItem", "key_items"]


@dataclass(frozen=True, slots=True)
class KeyItem:
    """One entry: the sample is a box of a group, a line, or a piece of text.

    `group` names the colour group of a box, `asked` makes its frame bold; `line` is a line as it
    is drawn; `sign` is text that stands for itself.
    """

    text: str
    group: str = ""
    asked: bool = False
    line: Line | None = None
    sign: str = ""


def key_items(model: Model) -> list[KeyItem]:
    """Entries for everything that occurs: boxes, lines, numbers, marks.

    Examples
    --------
    >>> from msc_graph.render.figure_model import Box
    >>> boxes = {n: Box(n, n, "Protein", 3, n == "a") for n in "ab"}
    >>> line = Line("s", "a", "b", -1, False, True, 0, (1,))
    >>> [item.text for item in key_items(Model(boxes, (line,), ("PMID:1",)))][:2]
    ['protein', 'named in the question']
    """
    return [*_boxes(model), *_lines(model), *_signs(model)]


def _boxes(model: Model) -> Iterator[KeyItem]:
    known = load_vocabulary().categories
    present = {box.category for box in model.boxes.values()}
    for group in GROUPS:
        members = [c for c in group.members if c in present]
        if group.name == "other":
            members += sorted(c for c in present if c not in known and c not in members)
        labels = [known[c].label if c in known else clean_text(c, 40) or "other" for c in members]
        if labels:
            yield KeyItem(", ".join(labels), group=mark_of(members[0]).group)
    if any(box.asked for box in model.boxes.values()):
        yield KeyItem("named in the question", group="asked", asked=True)


def _lines(model: Model) -> Iterator[KeyItem]:
    plain = [line for line in model.lines if not line.symmetric]
    for style in SIGN_STYLES:
        if any(line.sign == style.sign for line in plain):
            yield KeyItem(style.meaning, line=_sample(style.sign))
    for sign in sorted({line.sign for line in model.lines if line.symmetric}):
        meaning = "opposite of each other" if sign < 0 else "go together, in no direction"
        yield KeyItem(meaning, line=_sample(sign, symmetric=True))
    for doubt, text in (
        (1, "thin, hollow: hedged, implied or background"),
        (2, "dotted: hypothesis"),
    ):
        signs = [line.sign for line in model.lines if line.doubt == doubt]
        if signs:
            yield KeyItem(text, line=_sample(signs[0], doubt=doubt))


def _signs(model: Model) -> Iterator[KeyItem]:
    if any(line.more for line in model.lines):
        yield KeyItem("there are more references", sign="[1+]")
    if any(not line.label for line in model.lines):
        yield KeyItem("no number: general knowledge")
    used = "".join(line.marks for line in model.lines)
    for sign, text in dict(MARKS.values()).items():
        if sign in used:
            yield KeyItem(text, sign=sign)


def _sample(sign: int, *, symmetric: bool = False, doubt: int = 0) -> Line:
    return Line("", "", "", sign, symmetric, True, doubt)
