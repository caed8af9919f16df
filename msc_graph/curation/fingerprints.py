"""Passages as fingerprints: a reader with the text finds them again, nobody reads them from here."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

__all__ = ["find_copies", "find_fingerprints", "fingerprint", "normalise_words"]

#: This many words in a row are a quotation, not a turn of phrase.
COPY_WORDS = 8


def normalise_words(text: str) -> list[str]:
    """Words of a text without case, punctuation, signs and white space.

    Examples
    --------
    >>> normalise_words("Aβ (amyloid-β), 50 µg")
    ['aβ', 'amyloid', 'β', '50', 'μg']
    """
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold())


def fingerprint(passage: str) -> str:
    """Number of words and SHA-256 of the words of a passage, joined by blanks.

    Examples
    --------
    >>> fingerprint("MSCs secrete VEGF.") == fingerprint("mscs secrete vegf")
    True
    >>> fingerprint("MSCs secrete VEGF.").partition(":")[0]
    '3'
    """
    words = normalise_words(passage)
    return f"{len(words)}:{sha256(' '.join(words).encode()).hexdigest()}"


def find_fingerprints(text: str, fingerprints: Iterable[str]) -> set[str]:
    """Those fingerprints whose passage stands in the text; what is no fingerprint is not among them.

    A window of each length in question slides over the words of the text.
    """
    wanted: dict[int, set[str]] = defaultdict(set)
    for value in fingerprints:
        length, _, digest = value.partition(":")
        if length.isascii() and length.isdecimal():
            wanted[int(length)].add(digest)
    words = [word.encode() for word in normalise_words(text)]
    found = set()
    for size, digests in wanted.items():
        missing = set(digests)
        for start in range(len(words) - size + 1):
            digest = sha256(b" ".join(words[start : start + size])).hexdigest()
            if digest in missing:
                found.add(f"{size}:{digest}")
                missing.discard(digest)
                if not missing:
                    break
    return found


def find_copies(texts: Iterable[str], candidates: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Candidates that share eight words in a row with one of the texts, with those words.

    Examples
    --------
    >>> list(find_copies(["a b c d e f g h i"], ["x b c d e f g h i", "a b c"]))
    [('x b c d e f g h i', 'b c d e f g h i')]
    """
    windows = {window for text in texts for window in _windows(text)}
    for candidate in candidates:
        shared = next((w for w in _windows(candidate) if w in windows), None)
        if shared:
            yield candidate, shared


def _windows(text: str) -> Iterator[str]:
    words = normalise_words(text)
    for start in range(len(words) - COPY_WORDS + 1):
        yield " ".join(words[start : start + COPY_WORDS])
