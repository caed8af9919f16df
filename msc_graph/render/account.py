"""What a page tells of a trace: the verdict on the pair, and of each chain who shows it and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from msc_graph.analysis.report import describe_trace
from msc_graph.analysis.trace import MOST_CHAINS, Trace
from msc_graph.curation.corpus import Corpus
from msc_graph.render.meanings import JOINTS, SUPPORTS

__all__ = ["TraceAccount", "give_account"]

_VERDICTS = {
    "+": "raises (+)",
    "-": "lowers (−)",
    "mixed": "mixed: chains of both signs",
    "unknown": "direction unknown",
}
_PARTS = {
    "belief": "belief",
    "hubs": "hubs",
    "joints": "joints",
    "detail": "detail",
    "jumps": "jumps",
    "summaries": "summaries",
    "unsigned": "no direction",
    "length": "length",
}


class TraceAccount(NamedTuple):
    """Words and numbers of a trace.

    Attributes
    ----------
    verdict
        Lines on the pair: the sign over all chains, over some, and what cut the search short.
    chains
        One mapping for each chain, in the order of the trace: `sign`, `support`, `meaning`, `score`,
        `parts`, `joints`, `references` (ids), `agreement`, `end_to_end`, `explanation`.
    direct
        Ids of the statements that name an effect and no mechanism.
    ends
        Entities that the chains begin and end with, or what was asked for if there are none.
    outcomes
        Entities that chains end in.
    """

    verdict: tuple[str, ...]
    chains: tuple[dict[str, Any], ...]
    direct: tuple[str, ...]
    ends: frozenset[str]
    outcomes: frozenset[str]


def give_account(corpus: Corpus, trace: Trace, *, served: bool = False) -> TraceAccount:
    """Tell of a trace what its page shows beside the picture.

    A page that is `served` has a form on which more chains are asked for; another names the option.

    Examples
    --------
    >>> from msc_graph.graph import MechanismGraph
    >>> kg = MechanismGraph.load()
    >>> account = give_account(kg.corpus, kg.trace("SHP2", "Alzheimer disease"))
    >>> account.verdict[0][:20], account.chains[0]["sign"]
    ('Over all 3 chains: l', '−')
    """
    told = describe_trace(corpus, trace, explain=True)
    reached = {end for chain in trace.chains for end in (chain.start, chain.end)}
    reached |= {
        end
        for identifier in trace.direct
        for end in (corpus.statements[identifier].subject, corpus.statements[identifier].object)
    }
    asked = {*trace.start.members, *trace.end.members}
    return TraceAccount(
        verdict=tuple(_tell_verdict(told, served=served)),
        chains=tuple(_tell_chain(chain) for chain in told["chains"]),
        direct=trace.direct,
        ends=frozenset(asked & reached) or frozenset(asked),
        outcomes=frozenset(chain.end for chain in trace.chains),
    )


def _tell_verdict(told: Mapping[str, Any], *, served: bool) -> list[str]:
    found, listed = told["found"], len(told["chains"])
    lines = list(_tell_signs(told)) if told["judged"] else ["No chain within these bounds."]
    if found != told["judged"]:
        some = f"{found:,} of them {'is' if found == 1 else 'are'}" if found else "None of them is"
        lines.append(f"{'It is not' if told['judged'] == 1 else some} as asked.")
    if found > listed:
        more = "gives all" if found <= MOST_CHAINS else "gives more"
        more = "more under Constraints" if served else f"--top {min(found, MOST_CHAINS)} {more}"
        lines.append(f"The best {listed:,} are listed; {more}.")
    if told["warning"]:
        lines.append(f"{told['warning'][:1].upper()}{told['warning'][1:]}.")
    return lines


def _tell_signs(told: Mapping[str, Any]) -> Iterator[str]:
    """The sign over all chains, over some of them, and where signs part."""
    judged = told["judged"]
    every = f"Over all {judged:,} chains" if judged > 1 else "The one chain"
    if not told["complete"]:
        every = f"Over the chains that were seen ({judged:,})"
    silent = any(chain["sign"] == "unknown" for chain in told["chains"])
    called = ", where a direction is given" if silent and told["sign"] in ("+", "-") else ""
    yield f"{every}: {_VERDICTS[told['sign']]}{called}."
    some = [
        f"{words}: {_VERDICTS[told['signs'][name]]}"
        for name, words in (
            ("single_study", "those of one study"),
            ("consistent", "those that nowhere join two contexts"),
        )
        if told["signs"][name] != told["sign"]
    ]
    if some:
        yield "; ".join(some).capitalize() + "."
    if told["parting"]:
        parting = told["parting"]
        sides = (_tell_hop(parting[side]) for side in ("raising", "lowering"))
        yield f"The signs part at {parting['at']['label']}: {' against '.join(sides)}."


def _tell_hop(hop: Mapping[str, Any]) -> str:
    return (
        f"{hop['subject']['label']} {hop['predicate'].replace('_', ' ')} {hop['object']['label']}"
    )


def _tell_chain(chain: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "sign": chain["sign"].replace("-", "−"),
        "support": chain["support"],
        "meaning": SUPPORTS[chain["support"]],
        "score": chain["score"],
        "parts": [
            [words, chain["score_parts"][name]]
            for name, words in _PARTS.items()
            if chain["score_parts"].get(name, 1) != 1
        ],
        "joints": [
            [joint["entity"]["label"], JOINTS.get(joint["kind"], joint["kind"])]
            for joint in chain["joints"]
        ],
        "references": list(chain["references"]),
        "agreement": _tell_agreement(chain["context"]),
        "end_to_end": [claim["sign"].replace("-", "−") for claim in chain["end_to_end"]],
        "explanation": chain["explanation"],
    }


def _tell_agreement(context: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Where the hops agree, and in what they differ."""
    shared = [", ".join(c["shared"]) for c in context.values() if c["agreement"] == "agree"]
    differing = [
        name.replace("_", " ") for name, c in context.items() if c["agreement"] == "differ"
    ]
    lines = [f"Its hops agree on {'; '.join(shared)}."] if shared else []
    return lines + ([f"Its hops differ in {', '.join(differing)}."] if differing else [])
