"""Questions that are put to the graph before they are offered, to say what they would find."""

from __future__ import annotations

from msc_graph.analysis.trace import Trace
from msc_graph.exceptions import MSCGraphError
from msc_graph.graph import MechanismGraph
from msc_graph.web.pages.asking import TraceQuestion

__all__ = ["tell_found", "try_question"]

_SIGNS = {"+": "raises (+)", "-": "lowers (−)", "mixed": "both signs", "unknown": "no direction"}


def try_question(
    graph: MechanismGraph, question: TraceQuestion, seconds: float, *, top: int = 1
) -> Trace | None:
    """The answer to a question; None if there is no chain, or it makes no sense here.

    Parameters
    ----------
    graph
        The graph.
    question
        What would be asked.
    seconds
        That the search may take.
    top
        Chains that are wanted.
    """
    try:
        trace = graph.trace(
            question.start,
            question.end,
            **question.options() | {"top": top, "max_seconds": seconds},
        )
    except MSCGraphError:
        return None
    return trace if trace.chains else None


def tell_found(trace: Trace) -> str:
    """How many chains there are, and the sign over all that it is called over, in few words."""
    some = "" if trace.found == trace.judged else f"{trace.found:,} of "
    count = f"{some}{trace.judged:,} chain{'s'[: trace.judged != 1]}"
    return f"{count}{'' if trace.complete else ' or more'}; {_SIGNS[trace.sign]}"
