"""Which paths one study may carry whole, told from arrays: so that few have to be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from msc_graph.analysis.belief import is_review_itself
from msc_graph.network.array_expand import count_repeats, flatten_ranges
from msc_graph.network.numbered import NumberedCorpus

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["may_be_of_one_study"]

#: In place of the code of a reference: a review that speaks for itself, whichever.
_REVIEW = (1 << 31) - 1


def may_be_of_one_study(corpus: NumberedCorpus, block: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which paths have claims that all name one reference, or all a review that speaks for itself.

    Only these can be of a single study; whether they are hangs on what their evidence says, which
    a judge has to look at.

    Parameters
    ----------
    corpus
        The graph.
    block
        Hops of paths, int64 of shape (p, L).

    Returns
    -------
    numpy.ndarray
        Bool of shape (p,).
    """
    opposite = np.array([corpus.predicates[name].role == "opposite" for name, _, _ in corpus.kinds])
    claim = ~opposite.take(corpus.arrays.kind.take(block >> 1))
    pointer, codes = corpus.reference_rows()
    path, hop = claim.nonzero()
    statement = block[path, hop] >> 1
    first = pointer.take(statement)
    count = pointer.take(statement + 1) - first
    row, code = (
        count_repeats(count),
        _merge_reviews(corpus, codes.take(flatten_ranges(first, count))),
    )
    known = code >= 0
    # Of each hop every reference counts once, however many pieces of evidence name it.
    named = np.unique(row[known] << 32 | code[known])
    met, times = np.unique(path.take(named >> 32) << 32 | named & 0xFFFFFFFF, return_counts=True)
    claims = claim.sum(axis=1)
    found = np.zeros(len(block), np.bool_)
    found[(met >> 32)[times == claims.take(met >> 32)]] = True
    return found


def _merge_reviews(corpus: NumberedCorpus, code: NDArray[np.int32]) -> NDArray[np.int64]:
    """Codes of references, with one for all reviews that speak for themselves."""
    known, place = np.unique(code, return_inverse=True)
    merged = [
        _REVIEW if number >= 0 and is_review_itself(corpus.reference_at(number)) else number
        for number in known.tolist()
    ]
    return np.array(merged, np.int64).take(place)
