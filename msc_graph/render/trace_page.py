"""The page of a trace: its chains, and beside each who shows it, how well, and what is joined."""

from __future__ import annotations

from msc_graph.analysis.subgraph import statements_of_trace
from msc_graph.analysis.trace import Trace
from msc_graph.curation.corpus import Corpus
from msc_graph.render.account import give_account
from msc_graph.render.page import Masthead, Page, build_page

__all__ = ["render_trace"]


def render_trace(
    corpus: Corpus,
    trace: Trace,
    *,
    title: str = "",
    command: str = "",
    masthead: Masthead | None = None,
) -> Page:
    """Page of the chains and direct effects of a trace.

    Parameters
    ----------
    corpus
        Records with evidence.
    trace
        The answer.
    title
        Heading; the two ends unless given.
    command
        The command that made it, for the reader to repeat.
    masthead
        What a server puts on top.

    Examples
    --------
    >>> from msc_graph.graph import MechanismGraph
    >>> kg = MechanismGraph.load()
    >>> page = render_trace(kg.corpus, kg.trace("SHP2", "Alzheimer disease"))
    >>> "<title>PTPN11 → Alzheimer disease</title>" in page.text
    True
    """
    account = give_account(corpus, trace, served=masthead is not None)
    return build_page(
        corpus,
        statements_of_trace(corpus, trace),
        title=title or f"{trace.start.label} → {trace.end.label}",
        command=command,
        chains=[chain.hops for chain in trace.chains],
        highlight=account.ends,
        account=account,
        masthead=masthead,
    )
