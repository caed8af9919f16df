"""From a name as people type it to the entity that is meant, or to the candidates."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from msc_graph.exceptions import UnknownTermError
from msc_graph.records import Entity

if TYPE_CHECKING:
    from msc_graph.analysis.paging import Page
    from msc_graph.analysis.suggest import NameSearch, Suggestion

__all__ = ["Match", "NameIndex", "normalise_name"]

_GREEK = str.maketrans(
    {"α": "a", "β": "b", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "κ": "k", "λ": "l", "σ": "s",
     "ω": "o", "µ": "u", "μ": "u", "ß": "b"}
)  # fmt: skip
# Compiled when first used: a name typed as it stands in the tables needs none of them.
_SPELLED = r"alpha|beta|gamma|delta|epsilon|zeta|kappa|lambda|sigma|omega"
_MICRORNA = r"^(?:hsa)?(?:micrornas?|mirnas?|mir)(?=\d|let)"
_PLURAL = r"(exosome|exo|msc|vesicle|ev|cell|nanovesicle|mirna|microrna)s\b"
_POSSESSIVE = r"['’]s\b"

#: Longest name that is looked up (characters); a longer one is no name.
MAX_NAME = 300


def normalise_name(name: str) -> str:
    """Bring the spellings of one name to one form.

    Case, hyphens, blanks, Greek or Latin letters, plural and possessive do not matter; nor do
    `miR`, `miRNA`, `microRNA` and a leading `hsa-`. Other species' prefixes stay.

    Examples
    --------
    >>> normalise_name("NF-κB") == normalise_name("nf kappa B") == normalise_name("NFkB")
    True
    >>> normalise_name("hsa-miR-146a-5p") == normalise_name("microRNA-146a-5p")
    True
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    text = re.sub(_POSSESSIVE, "", text)
    text = re.sub(_PLURAL, r"\1", text).translate(_GREEK)
    text = re.sub(_SPELLED, lambda m: m[0][0], text)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if c.isalnum())
    return re.sub(_MICRORNA, "mir", text)


class Match(NamedTuple):
    """What a name stands for.

    `entity` is none where the name is ambiguous (then `candidates` holds the entities) or
    unknown (then `suggestions` holds known names like it). `how` is `id`, `label`, `synonym` or
    `normalised`.
    """

    query: str
    entity: Entity | None
    how: str
    candidates: tuple[Entity, ...] = ()
    suggestions: tuple[str, ...] = ()


class NameIndex:
    """Looks names up among the entities of a graph.

    Parameters
    ----------
    entities
        Entity by id.

    Examples
    --------
    >>> from msc_graph.curation.reading import load_corpus
    >>> names = NameIndex(load_corpus().entities)
    >>> names.resolve("microrna 146a").entity.label
    'hsa-miR-146a-5p'
    >>> [e.label for e in names.resolve("AD").candidates]
    ['Alzheimer disease', 'adipose tissue']
    """

    def __init__(self, entities: Mapping[str, Entity]) -> None:
        self._entities = entities

    @cached_property
    def _exact(self) -> tuple[dict[str, list[Entity]], dict[str, list[Entity]]]:
        labels: dict[str, list[Entity]] = defaultdict(list)
        synonyms: dict[str, list[Entity]] = defaultdict(list)
        for entity in self._entities.values():
            labels[entity.label].append(entity)
            for synonym in entity.synonyms:
                synonyms[synonym].append(entity)
        return labels, synonyms

    @cached_property
    def _normalised(self) -> dict[str, list[Entity]]:
        found: dict[str, list[Entity]] = defaultdict(list)
        for entity in self._entities.values():
            for form in dict.fromkeys(map(normalise_name, (entity.label, *entity.synonyms))):
                found[form].append(entity)
        return found

    def resolve(self, name: str) -> Match:
        """Find the entity of a name.

        An id, then a label as written, then a synonym as written, then any spelling of either.
        A name that several entities have at the same step is ambiguous, never guessed.
        """
        text = name.strip()
        if text in self._entities:
            return Match(name, self._entities[text], "id")
        labels, synonyms = self._exact
        for how, table in (("label", labels), ("synonym", synonyms)):
            if text in table:
                return self._decide(name, how, table[text])
        if len(text) > MAX_NAME:
            return Match(name, None, "")
        form = normalise_name(text)
        if form and form in self._normalised:
            return self._decide(name, "normalised", self._normalised[form])
        return Match(name, None, "", suggestions=self._suggest(text, form))

    @staticmethod
    def _decide(name: str, how: str, entities: list[Entity]) -> Match:
        if len(entities) == 1:
            return Match(name, entities[0], how)
        return Match(name, None, how, tuple(sorted(entities, key=lambda e: (e.label, e.id))))

    def _suggest(self, text: str, form: str) -> tuple[str, ...]:
        from difflib import get_close_matches

        near = get_close_matches(form, self._normalised, n=5, cutoff=0.75)
        found = [self._normalised[n][0].label for n in near]
        if len(form) >= 3:
            contained = (
                e.label for e in self._entities.values() if text.casefold() in e.label.casefold()
            )
            found += sorted(contained, key=len)[:5]
        return tuple(dict.fromkeys(found))[:5]

    @cached_property
    def search(self) -> "NameSearch":
        """All names, to be searched by a part of them; made when first used."""
        from msc_graph.analysis.suggest import NameSearch

        return NameSearch(self._entities.values())

    def suggest(self, text: str, limit: int = 10) -> "tuple[Suggestion, ...]":
        """Entities that may be meant by what was typed so far, the likeliest first.

        Examples
        --------
        >>> from msc_graph.curation.reading import load_corpus
        >>> NameIndex(load_corpus().entities).suggest("alzh", 1)[0].name
        'Alzheimer disease'
        """
        return self.search.find(text[:MAX_NAME], limit)

    def list_entities(
        self, *, category: str = "", text: str = "", start: int = 0, limit: int = 100
    ) -> "Page[Entity]":
        """Entities in their order, a page at a time.

        Parameters
        ----------
        category
            Name of a category; empty for all.
        text
            What one of their names holds, in any spelling; empty for all.
        start, limit
            Place of the first one, and how many.

        Examples
        --------
        >>> from msc_graph.curation.reading import load_corpus
        >>> page = NameIndex(load_corpus().entities).list_entities(text="alzheimer", limit=1)
        >>> page.total > 1, page.next
        (True, 1)
        """
        from msc_graph.analysis.paging import take_page

        some = self.search.holding(text) if text.strip() else self._entities.values()
        chosen = (entity for entity in some if not category or entity.category == category)
        return take_page(chosen, start, limit)

    def get(self, name: str) -> Entity:
        """The one entity of a name.

        Raises
        ------
        UnknownTermError
            If no entity has the name, or several have.
        """
        match = self.resolve(name)
        if match.entity:
            return match.entity
        if match.candidates:
            listed = ", ".join(f"{e.label} ({e.id})" for e in match.candidates)
            raise UnknownTermError(
                f"{name!r} is ambiguous: {listed}",
                term=name,
                near=[e.id for e in match.candidates],
                cure="name one of them by its label or id",
            )
        near = ", ".join(match.suggestions)
        cure = f"did you mean {near}?" if near else "try a part of it"
        raise UnknownTermError(
            f"no entity is called {name!r}", term=name, near=match.suggestions, cure=cure
        )
