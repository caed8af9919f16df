"""The job that writes what another one found as JSON, so that the server need not."""

from __future__ import annotations

import json
from typing import Any

from msc_graph.exceptions import LimitError
from msc_graph.graph import MechanismGraph
from msc_graph.web.cursors import write_cursor
from msc_graph.web.jobs import find_job

__all__ = ["MAX_TEXT", "write", "write_json"]

#: Longest answer (characters).
MAX_TEXT = 20_000_000


def write(
    graph: MechanismGraph,
    *,
    job: str,
    arguments: dict[str, Any],
    link: str = "",
    seal: str = "",
) -> dict[str, Any]:
    """The answer of a job as `write_json` writes it.

    Parameters
    ----------
    graph
        For the job.
    job, arguments
        What is done.
    link, seal
        See `write_json`.

    Raises
    ------
    LimitError
        If the text is too long.
    """
    return write_json(find_job(job)(graph, **arguments), link=link, seal=seal)


def write_json(value: Any, *, link: str = "", seal: str = "") -> dict[str, Any]:
    """An answer written as the command line writes it with `--format json`.

    Parameters
    ----------
    value
        The answer.
    link, seal
        For a list that comes in pages: address of a page without its cursor, and what ties the
        cursor to the list. `next` of the answer becomes an address.

    Returns
    -------
    dict
        `text`, and `next` and `complete` of the answer where it has them.

    Raises
    ------
    LimitError
        If the text is too long.
    """
    if link and value["next"] is not None:
        value["next"] = f"{link}{write_cursor(value['next'], seal)}"
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    if len(text) > MAX_TEXT:
        raise LimitError(
            f"the answer is longer than {MAX_TEXT} characters (size limit)",
            limit="size",
            cure="ask for less of it: limit, top, or a narrower question",
        )
    told = value if isinstance(value, dict) else {}
    return {"text": text, "next": told.get("next"), "complete": told.get("complete", True)}
