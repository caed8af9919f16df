"""One plain paragraph on a chain: what happens, through what, who showed it, what is not shown.

Every word comes from the records: predicates by their labels, papers by first author and year.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from msc_graph.analysis.chains import Chain, Joint, is_of_no_cell
from msc_graph.analysis.claims import find_end_to_end
from msc_graph.analysis.context import CONTEXT_COLUMNS, find_agreement
from msc_graph.curation.corpus import Corpus
from msc_graph.network.filters import WalkRules
from msc_graph.network.index import Hop
from msc_graph.records import Evidence, Statement

__all__ = ["explain_chain"]

_VERBS = {"+": "raises", "-": "lowers", "unknown": "acts on", "mixed": "acts on"}
_STUDIES = {
    "clinical": "in patients",
    "in_vivo": "in vivo",
    "ex_vivo": "ex vivo",
    "in_vitro": "in vitro",
    "review": "as the review puts it",
}
_NOUNS = {"cell_type": "cell", "msc_source": "source of the cells"}


def explain_chain(
    corpus: Corpus,
    chain: Chain,
    claims: Iterable[Statement] = (),
    rules: WalkRules | None = None,
) -> str:
    """Explain a chain in one paragraph.

    Parameters
    ----------
    corpus
        Records with evidence.
    chain
        A judged chain.
    claims
        Statements from its start straight to its end, among which its own studies' are named.
    rules
        What the chain was found under: evidence left out is not spoken of.

    Returns
    -------
    str
        Sentences, without line breaks.

    Examples
    --------
    >>> from msc_graph.graph import MechanismGraph
    >>> kg = MechanismGraph.load()
    >>> text = explain_chain(kg.corpus, kg.trace("SHP2", "Alzheimer disease").chains[0])
    >>> text.startswith("PTPN11 promotes mitophagy, which is the opposite of impaired mitophagy, which")
    True
    """
    rules = rules or WalkRules()
    sentences = [
        _tell_hops(corpus, chain.hops),
        _tell_sign(corpus, chain),
        _tell_support(corpus, chain, rules),
        _tell_joints(corpus, chain),
        _tell_doubts(corpus, chain, rules),
        _tell_context(corpus, chain, rules),
        _tell_end_to_end(corpus, chain, claims),
    ]
    return " ".join(filter(None, sentences))


def _tell_hops(corpus: Corpus, hops: Sequence[Hop]) -> str:
    """The statements of a chain one after the other, each with its own subject and object."""
    text = _tell_claim(corpus, hops[0])
    for before, hop in pairwise(hops):
        if _is_turned(corpus, hop):
            text += f"; {_tell_claim(corpus, hop)}"
        else:
            # It goes on from where the statement before ends, or, if that was walked backwards,
            # from its subject.
            joint = " and" if _is_turned(corpus, before) else ", which"
            text += f"{joint} {_tell_verb(corpus, hop.predicate)} {corpus.label(hop.target)}"
    return f"{text}."


def _tell_claim(corpus: Corpus, hop: Hop) -> str:
    """The statement of a hop."""
    ends = hop.source, hop.target
    one, two = map(corpus.label, ends[::-1] if _is_turned(corpus, hop) else ends)
    return f"{one} {_tell_verb(corpus, hop.predicate)} {two}"


def _is_turned(corpus: Corpus, hop: Hop) -> bool:
    """Whether a hop goes from the object of its statement to the subject."""
    return not hop.forward and not corpus.predicates[hop.predicate].symmetric


def _tell_verb(corpus: Corpus, name: str) -> str:
    predicate = corpus.predicates[name]
    if predicate.role == "opposite":
        return "is the opposite of"
    # "prepared from" lacks its verb, "contributes to" has one.
    verb = predicate.label.partition(" ")[0].endswith("s")
    return predicate.label if verb else f"is {predicate.label}"


def _tell_sign(corpus: Corpus, chain: Chain) -> str:
    start, end = corpus.label(chain.start), corpus.label(chain.end)
    if chain.sign == "unknown":
        return (
            f"Whether {start} raises or lowers {end} is not told: {_tell_silence(corpus, chain)}."
        )
    return f"By this chain {start} {_VERBS[chain.sign]} {end}."


def _tell_silence(corpus: Corpus, chain: Chain) -> str:
    """Which statements leave a chain without a sign, and why."""
    plain, turned = (
        [
            f"“{_tell_claim(corpus, hop)}”"
            for hop in chain.hops
            if hop.sign == 0 and _is_turned(corpus, hop) is way
        ]
        for way in (False, True)
    )
    why = [f"there is no direction in {_list(plain)}"] if plain else []
    if turned:
        why.append(f"{_list(turned)} {'is' if len(turned) == 1 else 'are'} walked backwards")
    return "; ".join(why)


def _list(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _tell_support(corpus: Corpus, chain: Chain, rules: WalkRules) -> str:
    papers = _name_papers(corpus, chain.references)
    setting = _tell_setting(corpus, chain, rules)
    if chain.support == "demonstrated":
        return f"{papers} states every step{setting}."
    if chain.support == "inferred":
        return (
            f"One study carries the whole chain, {papers}{setting}, but does not state every step."
        )
    if chain.support == "reviewed":
        return f"It stands in one passage of a review ({papers}), not in a single primary study."
    count = len(chain.references)
    if not count:
        return "No single study carries it, and no paper is named for it."
    plural = "s" if count != 1 else ""
    return f"No single study carries it: it is assembled from {count} source{plural} ({papers})."


def _tell_setting(corpus: Corpus, chain: Chain, rules: WalkRules) -> str:
    """Study types, species, models and doses of the study that carries the chain."""
    rows = [row for hop in chain.hops for row in _own_rows(corpus, chain, hop, rules)]
    parts = [_STUDIES[t] for t in _STUDIES if any(row.study_type == t for row in rows)]
    for column in ("species", "model", "cell_type", "dose", "route"):
        values = sorted({v for row in rows for v in row.context(column)})
        parts += [", ".join(values[:3]) + (" …" if len(values) > 3 else "")] if values else []
    return f" ({'; '.join(parts)})" if parts else ""


def _own_rows(corpus: Corpus, chain: Chain, hop: Hop, rules: WalkRules) -> list[Evidence]:
    rows = (row.parse() for row in corpus.rows[hop.statement] if rules.admits(row))
    return [row for row in rows if row.stance == "supports" and row.reference in chain.references]


def _tell_joints(corpus: Corpus, chain: Chain) -> str:
    told = [f"at {_tell_joint(corpus, joint)}" for joint in chain.joints]
    return f"The joints are ours: {', '.join(told)}." if told else ""


def _tell_joint(corpus: Corpus, joint: Joint) -> str:
    label = corpus.label(joint.entity)
    if joint.kind == "consistent":
        return f"{label} the studies agree in context"
    if is_of_no_cell(corpus.entities[joint.entity]):
        return f"{label} no cell is named"
    return f"{label} their contexts differ"


def _tell_doubts(corpus: Corpus, chain: Chain, rules: WalkRules) -> str:
    """Hops that nobody states plainly, and those that somebody contradicts."""
    implied, hedged, against = [], [], []
    for hop in chain.hops:
        if hop.role == "opposite":
            continue
        rows = [row.parse() for row in corpus.rows[hop.statement] if rules.admits(row)]
        own = _own_rows(corpus, chain, hop, rules) if chain.single_study else []
        supporting = own or [row for row in rows if row.stance == "supports"]
        name = f"{corpus.label(hop.source)} to {corpus.label(hop.target)}"
        if not any(row.basis in ("stated", "title") for row in supporting):
            implied.append(name)
        elif not any(row.certainty == "stated" for row in supporting):
            hedged.append(name)
        disputed = corpus.statements[hop.statement].status == "disputed"
        if disputed or any(row.stance != "supports" for row in rows):
            against.append(name)
    parts = []
    if implied:
        parts.append(f"Not shown but inferred: {'; '.join(implied)}.")
    if hedged:
        parts.append(f"Said with reserve: {'; '.join(hedged)}.")
    if against:
        parts.append(f"Disputed: {'; '.join(against)}.")
    return " ".join(parts)


def _tell_context(corpus: Corpus, chain: Chain, rules: WalkRules) -> str:
    if chain.single_study:
        return ""
    found = find_agreement(corpus, chain, rules)
    differing = [_NOUNS.get(c, c) for c in CONTEXT_COLUMNS if found[c].kind == "differ"]
    return f"Its steps do not share one {' or '.join(differing)}." if differing else ""


def _tell_end_to_end(corpus: Corpus, chain: Chain, claims: Iterable[Statement]) -> str:
    if len(chain.hops) == 1:
        return ""
    stated = find_end_to_end(corpus, chain, claims)
    start, end = corpus.label(chain.start), corpus.label(chain.end)
    if not stated:
        return f"None of these sources states here that {start} acts on {end} as a whole."
    told = "; ".join(
        f"{corpus.label(s.subject)} {_tell_verb(corpus, s.predicate)} {corpus.label(s.object)}"
        f" ({_name_papers(corpus, references)})"
        for s, _, references in stated
    )
    return f"The effect as a whole is stated too: {told}."


def _name_papers(corpus: Corpus, references: Sequence[str]) -> str:
    known = corpus.references
    named = []
    for identifier in references:
        paper = known.get(identifier)
        if identifier.endswith(":0"):
            named.append(f"the review {identifier.partition(':')[0]} itself")
        else:
            named.append(f"{paper.short}, {identifier}" if paper else identifier)
    return "; ".join(named) or "no paper named"
