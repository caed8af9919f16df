"""Names of a mapped graph: looked up by stored hashes, so that opening reads none of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from msc_graph.analysis import names as spelling
from msc_graph.analysis.names import MAX_NAME, Match, NameIndex, normalise_name
from msc_graph.analysis.paging import Page
from msc_graph.records import Entity
from msc_graph.snapshot.format import join_texts
from msc_graph.snapshot.hashing import hash_text, hash_texts, reduce_texts
from msc_graph.snapshot.search import LabelSearch

if TYPE_CHECKING:
    from msc_graph.analysis.suggest import Suggestion
    from msc_graph.snapshot.corpus import SnapshotCorpus

__all__ = ["SnapshotNames", "build_names", "normalise_names"]

#: Names that are compared letter by letter, bytes of labels that are searched, and hits kept.
_NEAREST, _SEARCHED, _HITS = 300, 1 << 24, 500
_LONGEST = 255
#: Entities up to which every name is searched while somebody is typing; of more, the labels.
_FEW = 20_000
_POPULATION = np.array([bin(byte).count("1") for byte in range(256)], np.uint8)


def normalise_names(names: Sequence[str]) -> list[str]:
    """The same as `normalise_name` of each name, and faster: most steps are done on all at once.

    Examples
    --------
    >>> normalise_names(["NF-κB", "hsa-miR-146a-5p"])
    ['nfkb', 'mir146a5p']
    """
    if not names or any("\n" in name for name in names):
        return [normalise_name(name) for name in names]
    text = unicodedata.normalize("NFKC", "\n".join(names)).casefold()
    text = re.sub(spelling._POSSESSIVE, "", text)
    text = re.sub(spelling._PLURAL, r"\1", text).translate(spelling._GREEK)
    text = re.sub(spelling._SPELLED, lambda m: m[0][0], text)
    text = re.sub(r"[^\w\n]|_", "", unicodedata.normalize("NFKD", text))
    return re.sub(spelling._MICRORNA, "mir", text, flags=re.MULTILINE).split("\n")


def build_names(labels: Sequence[str], synonyms: Iterable[tuple[str, ...]]) -> dict[str, Any]:
    """Arrays by which names are found.

    Parameters
    ----------
    labels
        Label of each entity.
    synonyms
        Synonyms of each entity.

    Returns
    -------
    dict of str to numpy.ndarray
        For each of `label`, `synonym` and `form` (the normalised names): sorted hashes
        (`.hash`, uint64) and the entity of each (`.entity`, int32); of the forms also which
        letters they have (`.letters`, uint64) and their length (`.length`, uint8).
    """
    owner = np.arange(len(labels), dtype=np.int32)
    listed = [(number, s) for number, several in enumerate(synonyms) for s in several]
    others = [synonym for _, synonym in listed]
    other_owner = np.array([number for number, _ in listed], np.int32)
    arrays = _table("label", labels, owner)
    arrays |= _table("synonym", others, other_owner)
    forms = normalise_names([*labels, *others])
    return arrays | _form_table(forms, np.concatenate((owner, other_owner)))


def _encode(names: Iterable[str]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    return join_texts(name.encode("utf-8", "replace") for name in names)


def _table(name: str, names: Sequence[str], owner: NDArray[np.int32]) -> dict[str, Any]:
    hashes = hash_texts(*_encode(names))
    order = np.lexsort((owner, hashes))
    return {f"{name}.hash": hashes[order], f"{name}.entity": owner[order]}


def _form_table(forms: Sequence[str], owner: NDArray[np.int32]) -> dict[str, Any]:
    offsets, blob = _encode(forms)
    hashes = hash_texts(offsets, blob)
    letters = reduce_texts(np.bitwise_or, _bits(blob), offsets)
    lengths = np.minimum(np.diff(offsets), _LONGEST).astype(np.uint8)
    order = np.lexsort((owner, hashes))
    hashes, owner = hashes[order], owner[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (hashes[1:] != hashes[:-1]) | (owner[1:] != owner[:-1])
    new &= lengths[order] > 0
    return {
        "form.hash": hashes[new],
        "form.entity": owner[new],
        "form.letters": letters[order][new],
        "form.length": lengths[order][new],
    }


def _bits(blob: NDArray[np.uint8]) -> NDArray[np.uint64]:
    return np.uint64(1) << (blob & np.uint8(63)).astype(np.uint64)


class SnapshotNames(NameIndex):
    """Looks names up in a mapped graph, with the answers of `NameIndex`.

    Suggestions for an unknown name are found in bounded time: the names with the most alike
    letters are compared, and the labels in the first 16 MiB are searched for it. Of more than
    20,000 entities a part of a name is looked for in the labels alone.

    Parameters
    ----------
    corpus
        The mapped graph.
    """

    def __init__(self, corpus: SnapshotCorpus) -> None:
        super().__init__(corpus.entities)
        self._corpus = corpus

    def resolve(self, name: str) -> Match:
        """Find the entity of a name; see `NameIndex.resolve`."""
        text = name.strip()
        how, found = self._named(text)
        if found:
            return self._decide(name, how, found)
        if len(text) > MAX_NAME:
            return Match(name, None, "")
        return Match(name, None, "", suggestions=self._suggest(text, normalise_name(text)))

    def _named(self, text: str) -> tuple[str, list[Entity]]:
        """Entities of an id, else a label, else a synonym, else any spelling; and which it is."""
        number = self._corpus.number(text)
        if number is not None:
            return "id", [self._corpus.entity_at(number)]
        for table, how, wanted, names in (
            ("label", "label", text, _label),
            ("synonym", "synonym", text, _synonyms),
            ("form", "normalised", normalise_name(text), _forms),
        ):
            found = self._find(table, wanted, names)
            if found:
                return how, found
        return "", []

    def suggest(self, text: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Entities that may be meant by what was typed so far, the likeliest first."""
        if len(self._corpus.labels) <= _FEW:
            return super().suggest(text, limit)
        from msc_graph.analysis.suggest import Suggestion

        typed = text[:MAX_NAME].strip()
        named = self._named(typed)[1] if typed else []
        found = {entity.id: _name_like(entity, typed) for entity in named}
        searches = (self._labels.beginning, self._labels.inside)
        for search in searches if len(typed) > 1 else searches[:1]:
            if len(found) < limit:
                for number in search(typed)[:limit].tolist():
                    entity = self._corpus.entity_at(number)
                    found.setdefault(entity.id, Suggestion(entity, entity.label))
        for label in () if found or not typed else self._suggest(typed, normalise_name(typed)):
            found |= {e.id: Suggestion(e, label) for e in self._find("label", label, _label)}
        return tuple(found.values())[:limit]

    def list_entities(
        self, *, category: str = "", text: str = "", start: int = 0, limit: int = 100
    ) -> Page[Entity]:
        """Entities of a category, with a name that holds a text; see `NameIndex.list_entities`."""
        corpus = self._corpus
        if len(corpus.labels) <= _FEW:
            return super().list_entities(category=category, text=text, start=start, limit=limit)
        numbers = self._labels.all(text) if text.strip() else np.arange(len(corpus.labels))
        if category:
            wanted = corpus.member_numbers(category)
            numbers = np.intersect1d(numbers, wanted, assume_unique=True)
        taken = numbers[start : start + limit].tolist()
        following = start + limit if start + limit < len(numbers) else None
        return Page(len(numbers), tuple(map(corpus.entity_at, taken)), following)

    @cached_property
    def _labels(self) -> LabelSearch:
        return LabelSearch(self._corpus.labels)

    def _find(
        self, table: str, text: str, names: Callable[[Entity], Sequence[str]]
    ) -> list[Entity]:
        """Entities that have the name, in their order."""
        hashes = self._corpus.array(f"{table}.hash")
        wanted = np.uint64(hash_text(text.encode("utf-8", "replace")))
        first, last = (int(np.searchsorted(hashes, wanted, side)) for side in ("left", "right"))
        numbers = np.unique(self._corpus.array(f"{table}.entity")[first:last])
        entities = (self._corpus.entity_at(int(number)) for number in numbers)
        return [entity for entity in entities if text in names(entity)]

    def _suggest(self, text: str, form: str) -> tuple[str, ...]:
        from difflib import get_close_matches

        forms: dict[str, str] = {}
        for entity in self._alike(form):
            for known in _forms(entity):
                forms.setdefault(known, entity.label)
        found = [forms[near] for near in get_close_matches(form, forms, n=5, cutoff=0.75)]
        if len(form) >= 3:
            found += sorted(self._containing(text), key=len)[:5]
        return tuple(dict.fromkeys(found))[:5]

    def _alike(self, form: str) -> Iterator[Entity]:
        """Entities with the names whose letters differ least, among those about as long."""
        offsets, blob = _encode([form])
        length = min(int(offsets[1]), _LONGEST)
        lengths = self._corpus.array("form.length")
        near = np.flatnonzero((lengths >= 0.6 * length - 1) & (lengths <= length / 0.6 + 1))
        letters = reduce_texts(np.bitwise_or, _bits(blob), offsets)[0]
        differing = self._corpus.array("form.letters")[near] ^ letters
        distance = _POPULATION[differing.view(np.uint8)].reshape(-1, 8).sum(axis=1)
        distance = distance * 256 + np.abs(lengths[near].astype(np.int64) - length)
        chosen = near[np.argsort(distance, kind="stable")[:_NEAREST]]
        for number in np.unique(self._corpus.array("form.entity")[chosen]):
            yield self._corpus.entity_at(int(number))

    def _containing(self, text: str) -> list[str]:
        """Labels that hold the text, whatever its case."""
        labels = self._corpus.labels
        pattern = re.compile(re.escape(text.encode("utf-8", "replace")), re.IGNORECASE)
        end = min(len(labels.blob), _SEARCHED)
        found: list[str] = []
        place = 0
        while len(found) < _HITS and (match := pattern.search(labels.blob.data, place, end)):
            number = int(np.searchsorted(labels.offsets, match.start(), "right")) - 1
            if match.end() <= labels.offsets[number + 1]:
                found.append(labels[number].decode())
                place = int(labels.offsets[number + 1])
            else:
                place = match.start() + 1
        return found


def _name_like(entity: Entity, text: str) -> Suggestion:
    """The suggestion of an entity that has a name, by the name of it that is meant."""
    from msc_graph.analysis.suggest import Suggestion

    names = (entity.label, *entity.synonyms, entity.id)
    form = normalise_name(text)
    spelled = (name for name in names if name == text or normalise_name(name) == form)
    return Suggestion(entity, next(spelled, entity.label))


def _label(entity: Entity) -> tuple[str, ...]:
    return (entity.label,)


def _synonyms(entity: Entity) -> tuple[str, ...]:
    return entity.synonyms


def _forms(entity: Entity) -> Sequence[str]:
    return normalise_names([entity.label, *entity.synonyms])
