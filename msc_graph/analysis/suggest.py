"""Names that may be meant while somebody is still typing, the likeliest first."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from msc_graph.analysis.names import normalise_name
from msc_graph.records import Entity

__all__ = ["MAX_SUGGESTIONS", "Likeness", "NameSearch", "Suggestion", "fold_name", "pick_best"]

#: Suggestions that may be asked for.
MAX_SUGGESTIONS = 50

#: Places of a text among the names that are looked at: a single letter stands everywhere.
_MOST_PLACES = 20_000
#: Names that are compared letter by letter where nothing holds the text.
_NEAREST = 300
#: Letters from which a text is looked for inside of words, and from which near spellings are.
_INSIDE, _NEAR = 2, 3

#: How a name fits what was typed, best first.
EXACT, BEGINNING, WORD, INSIDE, NEAR = range(5)
#: What a name is to its entity, best first.
_LABEL, _SYNONYM, _ID = range(3)


class Suggestion(NamedTuple):
    """An entity, and which of its names (label, synonym or id) fits what was typed."""

    entity: Entity
    name: str


class Likeness(NamedTuple):
    """How well a name fits what was typed; the smallest is the best.

    Attributes
    ----------
    fit
        `EXACT` to `NEAR`, or beyond for spellings that are further off.
    kind
        Whether it is the label, a synonym or the id.
    length
        Of the name (characters).
    name, entity
        The name, and the id of its entity: so that equals have an order.
    """

    fit: int
    kind: int
    length: int
    name: str
    entity: str


def fold_name(name: str) -> str:
    """A name on one line and without regard to case.

    Examples
    --------
    >>> fold_name("Alzheimer  Disease")
    'alzheimer disease'
    """
    return " ".join(name.casefold().split())


def pick_best(found: Iterable[tuple[Likeness, Entity, str]], limit: int) -> tuple[Suggestion, ...]:
    """Each entity once, by the name that fits best; the best entities first."""
    best: dict[str, tuple[Likeness, Entity, str]] = {}
    for one in found:
        known = best.get(one[1].id)
        if known is None or one[0] < known[0]:
            best[one[1].id] = one
    ranked = sorted(best.values(), key=lambda one: one[0])
    return tuple(Suggestion(entity, name) for _, entity, name in ranked[:limit])


class _Lines:
    """Texts that are searched all at once: where each of them holds another."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self._all = "\n".join(("", *texts, ""))
        self._starts = list(accumulate((len(text) + 1 for text in texts), initial=1))

    def find(self, wanted: str, *, begins: bool = False) -> Iterator[tuple[int, int]]:
        """Number of a text and the place in it, as often as it is there; `begins`: at its start."""
        sought = "\n" + wanted if begins else wanted
        place = self._all.find(sought)
        for _ in range(_MOST_PLACES):
            if place < 0:
                return
            start = place + begins
            number = bisect_right(self._starts, start) - 1
            yield number, start - self._starts[number]
            place = self._all.find(sought, place + 1)


class NameSearch:
    """Finds entities by a part of a name.

    A name that begins with the text goes before one with a word that does, that before one which
    holds it anywhere; if there is none of these, names that are spelled much like it are found.
    Case, hyphens, Greek or Latin letters and the spellings of microRNA do not matter, as in
    `normalise_name`.

    Parameters
    ----------
    entities
        Read once, when the search is made.

    Examples
    --------
    >>> from msc_graph.curation.reading import load_corpus
    >>> search = NameSearch(load_corpus().entities.values())
    >>> [found.entity.label for found in search.find("alzh", 1)]
    ['Alzheimer disease']
    >>> search.find("NF kappa", 1)[0].entity.id
    'FPLX:NFkappaB'
    """

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._entities = tuple(entities)
        named = [
            (owner, kind, name)
            for owner, entity in enumerate(self._entities)
            for kind, name in (
                (_LABEL, entity.label),
                *((_SYNONYM, synonym) for synonym in entity.synonyms),
                (_ID, entity.id),
            )
        ]
        self._named = named
        self._folded = _Lines([fold_name(name) for _, _, name in named])
        # An id is no spelling of a name: `mirbase` must not be found as a kind of miR.
        forms = ["" if kind == _ID else normalise_name(name) for _, kind, name in named]
        self._forms = _Lines(forms)
        self._letters = [_letters(form) for form in forms]

    def find(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """The entities that are likeliest meant.

        Parameters
        ----------
        text
            What was typed so far.
        limit
            How many are wanted.
        """
        folded, form = fold_name(text), normalise_name(text)
        if not folded:
            return ()
        ids = ":" in folded
        found = pick_best(self._holding(folded, form, ids, begins=True), limit)
        if len(found) < limit and len(folded) >= _INSIDE:
            found = pick_best(self._holding(folded, form, ids, begins=False), limit)
        if not found and len(form) >= _NEAR:
            found = pick_best(self._near(form), limit)
        return found

    def holding(self, text: str) -> list[Entity]:
        """All entities with a name (or id) that holds the text, in their order."""
        folded, form = fold_name(text), normalise_name(text)
        owners = {
            owner
            for (owner, kind, _), name, spelled in zip(
                self._named, self._folded.texts, self._forms.texts, strict=True
            )
            if (folded in name and (kind != _ID or ":" in folded))
            or (len(form) >= _NEAR and form in spelled)
        }
        return [self._entities[owner] for owner in sorted(owners)]

    def _holding(
        self, folded: str, form: str, ids: bool, *, begins: bool
    ) -> Iterator[tuple[Likeness, Entity, str]]:
        for number, place in self._folded.find(folded, begins=begins):
            name = self._folded.texts[number]
            if self._named[number][1] != _ID or ids:
                yield self._judge(number, _fit(name, folded, place))
        if form and (begins or len(form) >= _NEAR):
            for number, place in self._forms.find(form, begins=begins):
                spelled = self._forms.texts[number]
                fit = EXACT if spelled == form else INSIDE if place else BEGINNING
                yield self._judge(number, fit)

    def _near(self, form: str) -> Iterator[tuple[Likeness, Entity, str]]:
        """Names that begin much like a form; those that lack fewest of its letters are compared."""
        from difflib import get_close_matches

        letters, length = _letters(form), len(form)
        alike = sorted(
            ((letters & ~known).bit_count(), abs(len(self._forms.texts[number]) - length), number)
            for number, known in enumerate(self._letters)
            if known
        )
        numbers: dict[str, list[int]] = {}
        for _, _, number in alike[:_NEAREST]:
            numbers.setdefault(self._forms.texts[number][: length + 1], []).append(number)
        for rank, near in enumerate(get_close_matches(form, numbers, n=10, cutoff=0.75)):
            for number in numbers[near]:
                likeness, entity, name = self._judge(number, NEAR + rank)
                yield likeness._replace(kind=_LABEL), entity, name

    def _judge(self, number: int, fit: int) -> tuple[Likeness, Entity, str]:
        owner, kind, name = self._named[number]
        entity = self._entities[owner]
        return Likeness(fit, kind, len(name), name, entity.id), entity, name


def _fit(name: str, text: str, place: int) -> int:
    """How a name fits a text that it holds at a place."""
    if not place:
        return EXACT if name == text else BEGINNING
    return INSIDE if name[place - 1].isalnum() else WORD


def _letters(form: str) -> int:
    """Which letters a form has, as bits."""
    bits = 0
    for character in form:
        bits |= 1 << (ord(character) & 63)
    return bits
