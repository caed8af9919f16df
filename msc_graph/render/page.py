"""One self-contained HTML page: pictures, cards, chains, table; it asks nothing of the net."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from msc_graph.curation.corpus import Corpus
from msc_graph.network.index import Hop
from msc_graph.records import Statement
from msc_graph.render.account import TraceAccount
from msc_graph.render.chains import read_chain
from msc_graph.render.content import Content, Request, gather_content
from msc_graph.render.embed import (
    content_policy,
    embed_json,
    read_plain_style,
    read_script,
    read_style,
    read_vis_network,
)
from msc_graph.render.facets import EVIDENCE_FACETS
from msc_graph.render.legend import hypothesis_dashes, line_items, mark_items, sign_classes
from msc_graph.render.meanings import SUPPORTS, explain
from msc_graph.render.reserve import RESERVE
from msc_graph.render.selection import MAX_STATEMENTS
from msc_graph.render.table import COLUMNS
from msc_graph.render.theme import colour_rules

__all__ = ["MAX_STATEMENTS", "Masthead", "Page", "build_page", "render_page", "served_policy"]


class Masthead(NamedTuple):
    """What a server puts on top of a page: where one is, and how to go on from there.

    Attributes
    ----------
    markup
        HTML, in which everything from outside has been escaped.
    styles, scripts
        Addresses of style sheets and scripts that it needs, of the server itself.
    icon
        Address of the icon of the site; empty for none.
    site
        Name of the site, after the title of the page; empty for none.
    """

    markup: str
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    icon: str = ""
    site: str = ""


class Page(NamedTuple):
    """A page.

    Attributes
    ----------
    text
        HTML.
    statements
        How many statements it draws.
    warning
        What it left out; empty if nothing.
    policy
        Its Content-Security-Policy: as a header it says the same as within the page.
    """

    text: str
    statements: int
    warning: str
    policy: str


def render_page(
    corpus: Corpus,
    statements: Sequence[Statement],
    *,
    title: str,
    command: str = "",
    chains: Sequence[Sequence[str]] = (),
    highlight: Collection[str] = (),
    around: str = "",
) -> str:
    """HTML text of a page that works from a file, without a network; see `build_page`.

    Parameters
    ----------
    corpus, statements, title, command, highlight, around
        As for `build_page`.
    chains
        Ids of statements chain by chain, best first; which way they are walked is read from them.

    Raises
    ------
    UsageError
        If a chain is not made of the statements given.

    Examples
    --------
    >>> from msc_graph.curation.reading import load_corpus
    >>> corpus = load_corpus()
    >>> page = render_page(corpus, list(corpus.statements.values())[:5], title="A few")
    >>> page.startswith("<!DOCTYPE html>")
    True
    """
    drawn = {statement.id: statement for statement in statements}
    return build_page(
        corpus,
        statements,
        title=title,
        command=command,
        chains=[read_chain(corpus, chain, drawn, highlight) for chain in chains],
        highlight=highlight,
        around=around,
    ).text


def build_page(
    corpus: Corpus,
    statements: Sequence[Statement],
    *,
    title: str,
    command: str = "",
    chains: Sequence[Sequence[Hop]] = (),
    highlight: Collection[str] = (),
    account: TraceAccount | None = None,
    around: str = "",
    reserve: int = RESERVE,
    masthead: Masthead | None = None,
) -> Page:
    """A page of statements, chains and their neighbours.

    The same arguments give the same bytes. Of more than one page can show, the best part is
    drawn, and both the page and the `warning` say so.

    Parameters
    ----------
    corpus
        Where labels, evidence, references and neighbours are looked up.
    statements
        What is drawn and listed, in the order of the list; a repeated one counts once.
    title
        Heading of the page.
    command
        The command that made it, for the reader to repeat.
    chains
        Chain by chain, best first, as they are walked; each hop must be of one of `statements`.
    highlight
        Ids of the entities asked about, which stand out; unknown ones are passed over.
    account
        What is told of the chains, one by one, if they come from a trace.
    around
        Id of the entity whose surroundings the statements are.
    reserve
        So many neighbouring statements are held at hand, to be drawn when a mark is opened.
    masthead
        What a server puts on top; such a page asks its server for what the masthead needs.
    """
    request = Request(statements, title, command, chains, highlight, account, around, reserve)
    content = gather_content(corpus, request)
    (vis, script), (style, plain_style) = _read_blocks()
    policy = content_policy([vis, script], [style, plain_style], served=masthead is not None)
    text = _template().render(
        title=title,
        command=command,
        counts=content.counts,
        warning=content.warning,
        policy=policy,
        masthead=masthead,
        vis=vis,
        script=script,
        style=style,
        plain_style=plain_style,
        data=embed_json(content.payload),
        views=content.payload["views"],
        opening=content.payload["opening"],
        marks=mark_items(content.facets["category"]),
        lines=line_items(content.facets["sign"]),
        dots=hypothesis_dashes(),
        facets=[content.facets[name] for name in ("role", "relation", *EVIDENCE_FACETS)],
        conflicts=sum("conflicts" in s for s in content.payload["statements"].values()),
        account=account,
        chains=content.chains,
        supports=SUPPORTS,
        words=_words(content),
        references=content.payload["references"],
        columns=COLUMNS,
        rows=content.rows,
    )
    # A command line may hold bytes that are no text; the page must still be writable.
    text = text.encode("utf-8", "replace").decode("utf-8")
    return Page(text, content.drawn, content.warning, policy)


@cache
def served_policy() -> str:
    """Content-Security-Policy of any page with a masthead, as a header.

    It also says that nobody may frame the page, which a page itself cannot.

    Examples
    --------
    >>> served_policy().endswith("; form-action 'self'; frame-ancestors 'none'")
    True
    """
    scripts, styles = _read_blocks()
    return f"{content_policy(scripts, styles, served=True)}; frame-ancestors 'none'"


def _read_blocks() -> tuple[tuple[str, str], tuple[str, str]]:
    """The scripts, and the styles, that stand in every page."""
    style = colour_rules() + sign_classes() + read_style()
    return (read_vis_network(), read_script()), (style, read_plain_style())


def _words(content: Content) -> list[tuple[str, str]]:
    """What the words in the list of chains mean."""
    told = [chain for chain in content.chains if chain["support"]]
    caveats = (word for chain in told for step in chain["steps"] for word in step["caveats"])
    return explain((c["support"] for c in told), SUPPORTS) + explain(caveats)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")
