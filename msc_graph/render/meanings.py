"""What the words beside statements, evidence and chains mean: a short explanation of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["CELL_WORDS", "JOINTS", "SUPPORTS", "TAGS", "explain"]

#: Words beside a statement, in the order in which a key explains them.
TAGS: Mapping[str, str] = {
    "shown": "a cited paper states it, not hedged and not implied",
    "from a title": "only the title of a paper states it",
    "hedged": "the source says that it may be so",
    "hypothesis": "the source proposes it, without data of its own",
    "implied": "no source states it: it is inferred from the order in which a source names the steps, "
    "or from its disease model",
    "background": "general knowledge, no paper is named",
    "contested": "part of its own evidence speaks against it, or found no effect",
    "conflict": "another statement says the opposite",
    "disputed": "the sources are at odds over it: see its erratum",
    "superseded": "set aside by an erratum: kept to be seen, not used in any trace",
    "no effect found": "it was looked for, and no effect was found",
    "no support": "no evidence supports it",
    "asserted absence": "the source says that this is not so",
}

#: What the kinds of support of a chain mean, in the order from shown to stitched.
SUPPORTS: Mapping[str, str] = {
    "demonstrated": "one study states every hop",
    "inferred": "one study, some hops implied or hedged",
    "reviewed": "one passage of a review",
    "assembled": "joined from several studies",
}

#: How two studies meet where a chain passes from one to the other.
JOINTS: Mapping[str, str] = {
    "consistent": "consistent: both studies name the same disease or cell, or one names none",
    "crossed": "crossed: nothing says that both studies mean the same disease or cell, or they meet "
    "at a process of no named cell",
}

#: Cells of evidence whose bare word would be misread, by column.
CELL_WORDS: Mapping[str, Mapping[str, str]] = {
    "stance": {
        "supports": "supports",
        "refutes": "refutes: the opposite was found",
        "no_effect": "no effect was found",
    },
    "certainty": {
        "stated": "plain, not hedged",
        "hedged": "hedged (may, possibly)",
        "hypothesis": "hypothesis",
    },
    "basis": {
        "stated": "stated in the text",
        "title": "stated in the title",
        "implied": "implied, not stated",
        "background": "general knowledge",
    },
}


def explain(words: Iterable[str], meanings: Mapping[str, str] = TAGS) -> list[tuple[str, str]]:
    """Those words that have a meaning, each once, in the order of the meanings.

    Examples
    --------
    >>> explain(["crossed", "crossed", "?"], JOINTS)[0][0]
    'crossed'
    >>> [word for word, _ in explain(["implied", "shown"])]
    ['shown', 'implied']
    """
    wanted = frozenset(words)
    return [(word, meaning) for word, meaning in meanings.items() if word in wanted]
