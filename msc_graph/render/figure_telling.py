"""A figure told in words, for those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence

from msc_graph.render.figure_model import Line, Model

__all__ = ["tell_model"]

_DOUBTS = ("", " (hedged, implied or background)", " (hypothesis)")


def tell_model(model: Model, papers: Sequence[str], note: str = "") -> str:
    """Every line of a figure as a sentence, then what the numbers stand for.

    Parameters
    ----------
    model
        What is drawn.
    papers
        Lines of the list of references.
    note
        What is not drawn; may be empty.

    Examples
    --------
    >>> from msc_graph.render.figure_model import Box
    >>> boxes = {n: Box(n, n, "Protein", 3) for n in "ab"}
    >>> line = Line("s", "a", "b", -1, False, True, 1, (1,), words="inhibits")
    >>> tell_model(Model(boxes, (line,), ("PMID:1",)), ["PMID:1"])
    'a inhibits b (hedged, implied or background) [1]. References: [1] PMID:1.'
    """
    sentences = [_tell(line, model) for line in model.lines]
    if papers:
        listed = "; ".join(f"[{n}] {paper}" for n, paper in enumerate(papers, start=1))
        sentences.append(f"References: {listed}.")
    return " ".join([*sentences, *filter(None, [note])])


def _tell(line: Line, model: Model) -> str:
    ends = [model.boxes[line.source].label, model.boxes[line.target].label]
    subject, other = ends if line.forward != line.passive else ends[::-1]
    label = f" {line.label}" if line.label else ""
    return f"{subject} {line.words} {other}{_DOUBTS[line.doubt]}{label}."
