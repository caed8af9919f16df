"""What a figure shows: boxes and lines with their reference numbers, from chains or statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from msc_graph.analysis.template import STEP_OF_CATEGORY, STEPS
from msc_graph.analysis.trace import Trace
from msc_graph.curation.corpus import Corpus
from msc_graph.network.index import Hop
from msc_graph.records import Entity, Statement
from msc_graph.render.figure_words import clean_text
from msc_graph.render.wording import caveats_of, predicate_of, relation_of, told_sign

__all__ = ["MARKS", "Box", "Line", "Model", "chains_of", "model_chains", "model_statements"]

#: References that a line names; how many more there are is said.
_MOST_NUMBERS = 2

#: Step by category; in a figure nucleic acids are always cargo.
_PLACES = {
    **STEP_OF_CATEGORY,
    "MicroRNA": "cargo",
    "CircularRNA": "cargo",
    "LongNoncodingRNA": "cargo",
    "NucleicAcid": "cargo",
    "HallmarkScheme": "outcome",
}
_TARGET, _CARGO, _OUTCOME = (STEPS.index(step) for step in ("target", "cargo", "outcome"))

#: Sign beside a number, by what must be known of a statement, and how the legend puts it.
MARKS = {
    "disputed": ("?", "disputed"),
    "contested": ("≠", "some evidence against it"),
    "asserted absence": ("¬", "asserted absence"),
    "no effect found": ("∅", "no effect or no support found"),
    "no support": ("∅", "no effect or no support found"),
}
_DOUBTS = {"hedged": 1, "implied": 1, "background": 1, "no support": 1, "hypothesis": 2}


@dataclass(frozen=True, slots=True)
class Box:
    """An entity.

    `step` is its place in the order of a therapy, counted from 0; `asked` says that the question
    named it.
    """

    id: str
    label: str
    category: str
    step: int
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Statements between two boxes that are drawn as one line.

    `source` and `target` are as the chain walks; `forward` is false where what acts is the target.
    `passive` says that the statements begin with what is acted on (`caused_by`). `doubt` is 0 if one of them is stated plainly, 1 if the best is hedged, implied or
    background, 2 if all are hypotheses. `numbers` are those of the
    list of references, `more` says that there are others, `marks` holds signs of `MARKS`,
    `words` the predicates.
    """

    key: str
    source: str
    target: str
    sign: int
    symmetric: bool
    forward: bool
    doubt: int
    numbers: tuple[int, ...] = ()
    more: bool = False
    marks: str = ""
    words: str = ""
    passive: bool = False

    @property
    def label(self) -> str:
        """What stands beside the line.

        Examples
        --------
        >>> Line("s", "a", "b", 1, False, True, 0, (1, 2, 3, 5), True, "?").label
        '[1–3,5+]?'
        """
        more = "+" if self.more else ""
        return (f"[{_shorten(self.numbers)}{more}]" if self.numbers else "") + self.marks


@dataclass(frozen=True, slots=True)
class Model:
    """All of a figure: boxes by id, lines in the order of the chains, ids of the references."""

    boxes: dict[str, Box]
    lines: tuple[Line, ...]
    references: tuple[str, ...]


@dataclass(slots=True)
class _Bundle:
    """Statements that become one line."""

    hop: Hop
    references: dict[str, None] = field(default_factory=dict)
    words: dict[str, None] = field(default_factory=dict)
    doubt: int = 2


def chains_of(trace: Trace) -> tuple[tuple[tuple[Hop, ...], tuple[str, ...]], ...]:
    """Hops and carrying references of what a trace found; its direct effects if it has no chain."""
    if trace.chains:
        return tuple((chain.hops, chain.references) for chain in trace.chains)
    return tuple(((_hop_of(trace.corpus, trace.corpus.statements[i]),), ()) for i in trace.direct)


def model_chains(
    corpus: Corpus,
    chains: Sequence[tuple[Sequence[Hop], Sequence[str]]],
    asked: Iterable[str] = (),
) -> Model:
    """Boxes and lines of chains.

    Parameters
    ----------
    corpus
        Records with evidence.
    chains
        Hops and carrying references of each, best first.
    asked
        Entities that the question named.
    """
    steps: dict[str, int] = {}
    for hops, _ in chains:
        nodes = (hops[0].source, *(hop.target for hop in hops))
        for place, node in enumerate(nodes):
            step = _step_of(corpus, node, carried=place == 0 or hops[place - 1].role == "transfer")
            if node == nodes[-1] and any(corpus.find(node, ("hallmark_of",))):
                step = _OUTCOME
            steps.setdefault(node, step)
    walked = [(hop, carriers) for hops, carriers in chains for hop in hops]
    return _build(corpus, steps, walked, frozenset(asked))


def model_statements(
    corpus: Corpus, statements: Iterable[Statement], asked: Iterable[str] = ()
) -> Model:
    """Boxes and lines of statements that are no chains; superseded ones are left out."""
    drawn = [s for s in statements if s.status != "superseded" and s.subject != s.object]
    hops = [_hop_of(corpus, s) for s in drawn]
    carried = {hop.target for hop in hops if hop.role == "transfer"}
    hit = {hop.target for hop in hops if hop.role == "causal"}
    ends = dict.fromkeys(end for s in drawn for end in (s.subject, s.object))
    # An RNA that nothing acts on is taken for cargo even where its carrier is not drawn.
    steps = {
        end: _step_of(
            corpus, end, carried=end in carried or (_is_rna(corpus, end) and end not in hit)
        )
        for end in ends
    }
    # A statement against the order of the steps is laid out the other way round.
    turned = [
        hop._replace(source=hop.target, target=hop.source, forward=not hop.forward)
        if steps[hop.source] > steps[hop.target]
        else hop
        for hop in hops
    ]
    return _build(corpus, steps, [(hop, ()) for hop in turned], frozenset(asked))


def _hop_of(corpus: Corpus, statement: Statement) -> Hop:
    """A statement as it acts: from its object to its subject where the predicate says so."""
    predicate = predicate_of(statement.predicate, corpus.predicates)
    sign = told_sign(statement, corpus.rows.get(statement.id, ()), corpus.predicates)
    ends = (statement.subject, statement.object)
    source, target = ends[::-1] if predicate.reverse else ends
    forward = not predicate.reverse
    return Hop(source, target, statement.id, predicate.name, sign, predicate.role, forward)


def _step_of(corpus: Corpus, entity: str, *, carried: bool) -> int:
    """Place of an entity; a molecule is cargo if something carries it, else a target."""
    record = corpus.entities.get(entity)
    step = STEPS.index(_PLACES.get(record.category if record else "", "target"))
    if step in (_TARGET, _CARGO):
        return _CARGO if carried else _TARGET
    return step


def _is_rna(corpus: Corpus, entity: str) -> bool:
    record = corpus.entities.get(entity)
    return record is not None and _PLACES.get(record.category) == "cargo"


def _build(
    corpus: Corpus,
    steps: dict[str, int],
    walked: Sequence[tuple[Hop, Sequence[str]]],
    asked: frozenset[str],
) -> Model:
    boxes = {}
    for node, step in steps.items():
        record = corpus.entities.get(node) or Entity(node, node, "")
        label = clean_text(record.label) or clean_text(node) or "?"
        boxes[node] = Box(node, label, record.category, step, node in asked)
    bundles: dict[tuple[str, str, int, bool, bool, str], _Bundle] = {}
    for hop, carriers in walked:
        statement = corpus.statements[hop.statement]
        caveats = caveats_of(statement, corpus.rows.get(hop.statement, ()))
        marks = "".join(dict.fromkeys(MARKS[c][0] for c in caveats if c in MARKS))
        known = predicate_of(hop.predicate, corpus.predicates)
        acts = hop.forward != known.reverse
        pair = (hop.source, hop.target) if acts else (hop.target, hop.source)
        # One walked both ways, or said of two poles in either order, is one line all the same.
        pair = (min(pair), max(pair)) if known.symmetric else pair
        key = (*pair, hop.sign, known.symmetric, known.reverse, marks)
        bundle = bundles.setdefault(key, _Bundle(hop))
        bundle.words[clean_text(relation_of(statement, corpus.predicates))] = None
        bundle.doubt = min(bundle.doubt, max((_DOUBTS.get(c, 0) for c in caveats), default=0))
        rows = [row.parse() for row in corpus.rows.get(hop.statement, ())]
        cited = [r.reference for r in rows if r.reference and r.stance == "supports"] or [
            r.reference for r in rows if r.reference
        ]
        bundle.references |= dict.fromkeys(sorted(cited, key=lambda r: r not in carriers))
    numbers: dict[str, int] = {}
    lines = []
    for (_, _, sign, symmetric, passive, marks), bundle in bundles.items():
        named = list(bundle.references)[:_MOST_NUMBERS]
        hop = bundle.hop
        lines.append(
            Line(
                hop.statement,
                hop.source,
                hop.target,
                sign,
                symmetric,
                hop.forward != passive or symmetric,
                bundle.doubt,
                tuple(sorted(numbers.setdefault(r, len(numbers) + 1) for r in named)),
                len(bundle.references) > len(named),
                marks,
                " or ".join(bundle.words),
                passive,
            )
        )
    return Model(boxes, tuple(lines), tuple(numbers))


def _shorten(numbers: Sequence[int]) -> str:
    """Numbers with runs of three or more as a range."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = (
        f"{run[0]}–{run[-1]}" if len(run) > 2 else ",".join(str(n) for n in run) for run in runs
    )
    return ",".join(parts)
