"""A chain of hops judged: its sign, whether one study shows it or several were joined, its score."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import prod
from typing import NamedTuple, Protocol

from msc_graph.analysis.belief import StatementSupport, is_review_itself, summarise_support
from msc_graph.analysis.weights import WEIGHTS, Weights
from msc_graph.curation.corpus import Corpus
from msc_graph.network.filters import WalkRules
from msc_graph.network.index import Hop
from msc_graph.records import Entity

__all__ = [
    "DETAILS",
    "SIGNS",
    "Chain",
    "Joint",
    "Judge",
    "Ways",
    "chain_sign",
    "is_jump",
    "is_of_no_cell",
    "order_key",
]

#: What answers "through what?": a molecule, a pathway, a process or cell.
DETAILS = (
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
    `crossed`, which it always is at a process of no named cell.
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
        Factors of the score: `belief` and `hubs` (geometric means over hops and over the entities
        inside), `joints`, `detail`, `jumps`, `summaries`, `unsigned`, `length`; `docs/ranking.md` explains them.
    """

    hops: tuple[Hop, ...]
    sign: str
    support: str
    joints: tuple[Joint, ...]
    references: tuple[str, ...]
    score: float
    score_parts: Mapping[str, float]

    @property
    def start(self) -> str:
        """Entity the chain begins with."""
        return self.hops[0].source

    @property
    def end(self) -> str:
        """Entity the chain ends with."""
        return self.hops[-1].target

    @property
    def consistent(self) -> bool:
        """Whether no joint is crossed."""
        return all(joint.kind == "consistent" for joint in self.joints)

    @property
    def single_study(self) -> bool:
        """Whether one study or one review passage carries the whole chain."""
        return self.support != "assembled"


def is_jump(predicate: str, category: str) -> bool:
    """Whether a hop from an entity of this category tells that an outcome betters, and not how."""
    return predicate in ("ameliorates", "exacerbates") and category not in _STEPS


def is_of_no_cell(entity: Entity) -> bool:
    """Whether an entity is a process that no cell or organ is named for."""
    return entity.category == "BiologicalProcess" and not entity.occurs_in


def order_key(chain: Chain) -> tuple[float, int, list[tuple[str, bool]]]:
    """What chains are sorted by: best score first, then the shorter, then by statement ids.

    Of a chain and its reverse the one that goes forwards first comes first.
    """
    return -chain.score, len(chain.hops), [(hop.statement, not hop.forward) for hop in chain.hops]


class Ways(Protocol):
    """What a judge asks of an index, of whatever make."""

    def traffic(self, entity: str) -> int:
        """Ways into an entity times ways out of it, at least 1."""
        ...

    def two_steps(self, hop: Hop) -> Iterable[tuple[Hop, Hop]]:
        """Pairs of hops that lead where a hop leads, over a third entity."""
        ...


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
    weights
        The numbers of the formula.
    """

    def __init__(
        self,
        corpus: Corpus,
        index: Ways,
        rules: WalkRules | None = None,
        weights: Weights = WEIGHTS,
    ) -> None:
        self._corpus = corpus
        self._index = index
        self._rules = rules or WalkRules()
        self._weights = weights
        self._support: dict[str, StatementSupport] = {}
        #: By statement and direction: its other way round is spelt out by other hops.
        self._summaries: dict[tuple[str, bool], bool] = {}

    def support(self, statement: str) -> StatementSupport:
        """Summary of one statement's evidence."""
        if statement not in self._support:
            rows = self._corpus.rows[statement]
            self._support[statement] = summarise_support(
                (row.parse() for row in rows if self._rules.admits(row)), self._weights
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
            "joints": prod(getattr(self._weights, joint.kind) for joint in joints),
            "hubs": prod(self._hub(hop.target) for hop in hops[:-1]) ** (1 / max(len(hops) - 1, 1)),
            "detail": self._detail(hops),
            "jumps": prod(self._jump(hop) for hop in hops),
            "summaries": prod(self._summary(hop) for hop in claims),
            "unsigned": self._weights.unsigned ** sum(hop.sign == 0 for hop in hops),
            "length": self._weights.length ** (len(hops) - 1),
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
        if is_of_no_cell(self._corpus.entities[entity]):
            # "Apoptosis" of no named cell would join everything with everything.
            return "crossed"
        if one.diseases & two.diseases or one.cells & two.cells:
            return "consistent"
        silent = any(not (facts.diseases or facts.cells) for facts in (one, two))
        return "consistent" if silent else "crossed"

    def _references(self, hops: Sequence[Hop]) -> tuple[str, ...]:
        found = (r for hop in hops for r in sorted(self.support(hop.statement).references))
        return tuple(dict.fromkeys(found))

    def _detail(self, hops: Sequence[Hop]) -> float:
        inside = {self._corpus.entities[hop.target].category for hop in hops[:-1]}
        return self._weights.detail[sum(bool(inside & kinds) for kinds in DETAILS)]

    def _jump(self, hop: Hop) -> float:
        category = self._corpus.entities[hop.source].category
        return self._weights.jump if is_jump(hop.predicate, category) else 1.0

    def _summary(self, hop: Hop) -> float:
        key = hop.statement, hop.forward
        if key not in self._summaries:
            self._summaries[key] = self._is_summary(hop)
        return self._weights.summary if self._summaries[key] else 1.0

    def _is_summary(self, hop: Hop) -> bool:
        """Whether a study that states the hop also spells it out in two, of the same sign."""
        studies = self.support(hop.statement).references
        return bool(studies) and any(
            first.sign * second.sign == hop.sign
            and studies
            & self.support(first.statement).references
            & self.support(second.statement).references
            for first, second in self._index.two_steps(hop)
        )

    def _hub(self, entity: str) -> float:
        return float(self._index.traffic(entity) ** -self._weights.hub)
