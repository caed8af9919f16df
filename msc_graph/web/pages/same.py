"""A trace as one would ask it elsewhere: on the command line, in Python."""

from __future__ import annotations

from collections.abc import Sequence
from pprint import pformat
from shlex import quote

from msc_graph.web.pages.asking import TraceQuestion

__all__ = ["tell_command", "tell_python"]

#: Flags of the command line that take no value.
_FLAGS = frozenset({"same_study", "background", "engineered", "through_disease", "undirected"})


def tell_command(question: TraceQuestion, sources: Sequence[str] = ()) -> str:
    r"""The command that traces the same, fit to be pasted into a shell.

    Parameters
    ----------
    question
        What is asked.
    sources
        Data that `--data` names; none is the shipped graph.

    Examples
    --------
    >>> tell_command(TraceQuestion("SHP2", "it's", sign="-", same_study=True))
    'msc-graph trace SHP2 \'it\'"\'"\'s\' --sign=- --same-study'
    """
    words = ["msc-graph", *(f"--data={quote(source)}" for source in sources), "trace"]
    options = [pair for pair in question.pairs() if pair[0] not in ("start", "end")]
    ends = [quote(question.start), quote(question.end)]
    for name, value in options:
        option = "--no-background" if name == "background" else f"--{name.replace('_', '-')}"
        words.append(option if name in _FLAGS else f"{option}={quote(value)}")
    # A name may begin with a hyphen; what follows the two hyphens is no option.
    guarded = any(end.startswith("-") for end in (question.start, question.end))
    if guarded:
        return " ".join([*words, "--", *ends])
    place = words.index("trace") + 1
    return " ".join([*words[:place], *ends, *words[place:]])


def tell_python(question: TraceQuestion, sources: Sequence[str] = ()) -> str:
    """Lines of Python that trace the same.

    Examples
    --------
    >>> print(tell_python(TraceQuestion("SHP2", "AD", via=("mitophagy",))))
    from msc_graph import MechanismGraph
    <BLANKLINE>
    kg = MechanismGraph.load()
    found = kg.trace('SHP2', 'AD', via=['mitophagy'])
    for chain in found.chains:
        print(chain.sign, chain.support, *(kg.corpus.label(hop.target) for hop in chain.hops))
    """
    given = [repr(question.start), repr(question.end)]
    given += [
        f"{name}={pformat(value, width=10_000)}" for name, value in question.options().items()
    ]
    loaded = ", ".join(repr(source) for source in sources)
    return "\n".join(
        (
            "from msc_graph import MechanismGraph",
            "",
            f"kg = MechanismGraph.load({loaded})",
            f"found = kg.trace({', '.join(given)})",
            "for chain in found.chains:",
            "    print(chain.sign, chain.support, *(kg.corpus.label(hop.target) for hop in chain.hops))",
        )
    )
