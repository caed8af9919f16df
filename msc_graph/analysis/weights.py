"""Every weight of belief and score, in one place.

`docs/ranking.md` gives the formula, and how far the first answers move when a weight moves.
"""

from typing import NamedTuple

__all__ = ["WEIGHTS", "Weights"]


class Weights(NamedTuple):
    """Numbers that belief and score are made of; all are factors between 0 and 1 but `hub`.

    Attributes
    ----------
    clinical, in_vivo, ex_vivo, in_vitro, review
        How much one study of this type says for a mechanism; a type unknown counts as `review`.
    hedged, hypothesis
        What is left of a claim that is not plainly stated.
    implied, background
        What is left of a hop that was inferred, or that no source of the graph says.
    contrary
        Share of its weight by which a study that refutes, or finds no effect, takes belief away.
    consistent, crossed
        What a joint of two studies costs, in one context and in two.
    length
        Each hop after the first: of two equally shown chains the shorter is likelier.
    hub
        Exponent of the damping `(hops in x hops out) ** -hub`, of which the geometric mean over
        the entities inside the chain is taken.
    detail_none, detail_one, detail_two
        What is left of a chain that names, between its ends, none, one or two of the three that
        answer "through what?": a molecule, a pathway, a process or cell.
    jump
        Each hop by which a molecule betters an outcome straight away: it tells that, not how.
    summary
        Each hop that its own study also spells out in two: it is a summary, not a step.
    unsigned
        Each hop without a sign as it is walked ("regulates", or against the arrow).
    """

    clinical: float = 0.8
    in_vivo: float = 0.7
    ex_vivo: float = 0.6
    in_vitro: float = 0.5
    review: float = 0.3
    hedged: float = 0.6
    hypothesis: float = 0.25
    implied: float = 0.7
    background: float = 0.5
    contrary: float = 0.5
    consistent: float = 0.8
    crossed: float = 0.3
    length: float = 0.97
    hub: float = 0.1
    detail_none: float = 0.3
    detail_one: float = 0.5
    detail_two: float = 0.9
    jump: float = 0.7
    summary: float = 0.7
    unsigned: float = 0.8

    @property
    def detail(self) -> tuple[float, float, float, float]:
        """Factor by how many of molecule, pathway and process are named."""
        return self.detail_none, self.detail_one, self.detail_two, 1.0

    def without_score(self) -> tuple[float, ...]:
        """Those weights that belief is made of."""
        return self[: self._fields.index("consistent")]

    def study(self, study_type: str) -> float:
        """Weight of a study type."""
        known = {
            "clinical": self.clinical,
            "in_vivo": self.in_vivo,
            "ex_vivo": self.ex_vivo,
            "in_vitro": self.in_vitro,
        }
        return known.get(study_type, self.review)

    def certainty(self, token: str) -> float:
        """Weight of how sure the source is."""
        return {"stated": 1.0, "hypothesis": self.hypothesis}.get(token, self.hedged)

    def basis(self, token: str) -> float:
        """Weight of whether it was said, inferred or taken from general knowledge."""
        known = {"stated": 1.0, "title": 1.0, "background": self.background}
        return known.get(token, self.implied)


#: The weights that are used unless others are given.
WEIGHTS = Weights()
