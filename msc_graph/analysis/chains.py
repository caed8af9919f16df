"""A chain of hops judged: its sign, whether one study shows it or several were joined, its score."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import log10, prod
from typing import NamedTuple

from msc_graph.analysis.belief import StatementSupport, is_review_itself, summarise_support
from msc_graph.curation.corpus import Corpus
from msc_graph.network.filters import WalkRules
from msc_graph.network.index import Hop, Index

__all__ = ["SIGNS", "Chain", "Joint", "Judge", "chain_sign"]

#: A joint of two studies in one context costs this factor, one of two contexts that factor.
JOINT_WEIGHT = {"consistent": 0.8, "crossed": 0.3}
#: Each hop after the first costs this factor: of two equally shown chains the shorter is likelier.
LENGTH_WEIGHT = 0.97
#: Exponent of the hub penalty on `1 + log10(degree)` of each entity inside the chain.
HUB_WEIGHT = 0.2

#: A chain answers "through what?" by naming a target, a pathway and a process between its ends:
#: the factor for none, one, two or three of these.
DETAIL_WEIGHT = (0.3, 0.5, 0.9, 1.0)
_DETAILS = (
    frozenset(
        {
            "CircularRNA",
            "FamilyOrComplex",
            "LongNoncodingRNA",
            "MicroRNA",
            "NucleicAcid",
            "Protein",
            "SmallMolecule",
        }
    ),
    frozenset({"Pathway"}),
    frozenset({"BiologicalProcess", "CellType", "Phenotype"}),
)
#: A molecule that "ameliorates" an outcome tells that it helps and not how: each such hop costs this.
JUMP_WEIGHT = 0.7
#: Categories from which an outcome is a step and no jump.
_STEPS = frozenset({"BiologicalProcess", "CellType", "Phenotype", "Pathway", "Disease"})

#: Sign of a chain or claim as it is printed.
SIGNS = {1: "+", -1: "-", 0: "unknown"}


def chain_sign(hops: Sequence[Hop]) -> str:
    """Product of the signs: `+`, `-`, or `unknown` if a hop has none.

    Examples
    --------
    >>> down = Hop("a", "b", "s", "inhibits", -1, "causal")
    >>> chain_sign([down, down])
    '+'
    """
    return SIGNS[prod(hop.sign for hop in hops)]


class Joint(NamedTuple):
    """Where two hops of different studies meet.

    `kind` is `consistent` (a shared disease or named cell, or one side without context) or
    `crossed`.
    """

    entity: str
    kind: str


class Chain(NamedTuple):
    """A path with everything needed to judge it.

    Attributes
    ----------
    support
        `demonstrated` (one primary study states every hop), `inferred` (one study, some hops
        implied or hedged), `reviewed` (one passage of a review) or `assembled`.
    joints
        Where hops of different studies meet; empty unless assembled.
    references
        The study that carries the chain, or the references of its hops in order.
    score_parts
        Factors of the score: `belief` (geometric mean over the hops), `joints`, `hubs`, `detail`,
        `jumps`, `length`.
    """

    hops: tuple[Hop, ...]
    sign: str
    support: str
    joints: tuple[Joint, ...]
    references: tuple[str, ...]
    score: float
    score_parts: Mapping[str, float]

    @property
    def consistent(self) -> bool:
        """Whether no joint is crossed."""
        return all(joint.kind == "consistent" for joint in self.joints)

    @property
    def single_study(self) -> bool:
        """Whether one study or one review passage carries the whole chain."""
        return self.support != "assembled"


class Judge:
    """Judges paths of one graph; what it learns of a statement it remembers.

    Parameters
    ----------
    corpus
        Records with evidence.
    index
        The index that the paths come from: its degrees tell hubs.
    rules
        What the paths were found under: evidence that it leaves out counts for nothing.
    """

    def __init__(self, corpus: Corpus, index: Index, rules: WalkRules | None = None) -> None:
        self._corpus = corpus
        self._index = index
        self._rules = rules or WalkRules()
        self._support: dict[str, StatementSupport] = {}

    def support(self, statement: str) -> StatementSupport:
        """Summary of one statement's evidence."""
        if statement not in self._support:
            rows = self._corpus.rows[statement]
            self._support[statement] = summarise_support(
                row.parse() for row in rows if self._rules.admits(row)
            )
        return self._support[statement]

    def judge(self, hops: tuple[Hop, ...]) -> Chain:
        """Judge one path."""
        # A pair of opposite poles is a definition: it needs no study and makes no joint.
        claims = [hop for hop in hops if hop.role != "opposite"]
        kind, study = self._classify(claims)
        joints = self._joints(claims) if kind == "assembled" else ()
        parts = {
            "belief": prod(self.support(hop.statement).belief for hop in claims)
            ** (1 / max(len(claims), 1)),
            "joints": prod(JOINT_WEIGHT[joint.kind] for joint in joints),
            "hubs": prod(self._hub(hop.target) for hop in hops[:-1]),
            "detail": self._detail(hops),
            "jumps": prod(self._jump(hop) for hop in hops),
            "length": LENGTH_WEIGHT ** (len(hops) - 1),
        }
        return Chain(
            hops=hops,
            sign=chain_sign(hops),
            support=kind,
            joints=joints,
            references=study or self._references(claims),
            score=prod(parts.values()),
            score_parts=parts,
        )

    def _classify(self, hops: Sequence[Hop]) -> tuple[str, tuple[str, ...]]:
        facts = [self.support(hop.statement) for hop in hops]
        if not facts:
            return "assembled", ()
        shown = frozenset.intersection(*(f.shown for f in facts))
        if shown:
            return "demonstrated", tuple(sorted(shown))
        same = frozenset.intersection(*(f.references for f in facts))
        primary = tuple(sorted(r for r in same if not is_review_itself(r)))
        if primary:
            return "inferred", primary
        passages = frozenset.intersection(*(f.reviewed for f in facts))
        if passages:
            return "reviewed", tuple(sorted(same))
        return "assembled", ()

    def _joints(self, hops: Sequence[Hop]) -> tuple[Joint, ...]:
        found = []
        for before, after in pairwise(hops):
            one, two = self.support(before.statement), self.support(after.statement)
            if not one.references & two.references:
                found.append(Joint(after.source, self._joint_kind(one, two, after.source)))
        return tuple(found)

    def _joint_kind(self, one: StatementSupport, two: StatementSupport, entity: str) -> str:
        if one.diseases & two.diseases or one.cells & two.cells:
            return "consistent"
        record = self._corpus.entities[entity]
        if record.category == "BiologicalProcess" and not record.occurs_in:
            # "Apoptosis" of no named cell would join everything with everything.
            return "crossed"
        silent = any(not (facts.diseases or facts.cells) for facts in (one, two))
        return "consistent" if silent else "crossed"

    def _references(self, hops: Sequence[Hop]) -> tuple[str, ...]:
        found = (r for hop in hops for r in sorted(self.support(hop.statement).references))
        return tuple(dict.fromkeys(found))

    def _detail(self, hops: Sequence[Hop]) -> float:
        inside = {self._corpus.entities[hop.target].category for hop in hops[:-1]}
        return DETAIL_WEIGHT[sum(bool(inside & kinds) for kinds in _DETAILS)]

    def _jump(self, hop: Hop) -> float:
        jumps = hop.predicate in ("ameliorates", "exacerbates")
        return (
            JUMP_WEIGHT
            if jumps and self._corpus.entities[hop.source].category not in _STEPS
            else 1.0
        )

    def _hub(self, entity: str) -> float:
        degree = max(self._index.degrees.get(entity, 1), 1)
        return float((1 + log10(degree)) ** -HUB_WEIGHT)
