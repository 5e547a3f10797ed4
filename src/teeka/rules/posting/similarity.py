"""Decides which registered names are worth comparing with a text: character n-grams weighed by rarity."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_SHORTEST, _LONGEST = 2, 4
_ROWS_AT_ONCE = 512


@lru_cache(maxsize=4_096)
def _grams(name: str) -> Counter[str]:
    padded = f"^{name}$"
    return Counter(
        padded[at : at + size]
        for size in range(_SHORTEST, _LONGEST + 1)
        for at in range(len(padded) - size + 1)
    )


class NgramIndex:
    """The names of a registry, ready to be compared with many texts at once."""

    def __init__(self, names: Sequence[str]) -> None:
        self._columns: dict[str, int] = {}
        for name in names:
            for gram in _grams(name):
                self._columns.setdefault(gram, len(self._columns))
        counts = self._counts(names)
        names_with = np.bincount(counts.indices, minlength=len(self._columns))
        self._rarity = np.log((1 + len(names)) / (1 + names_with)) + 1
        self._names = self._weighed(counts)
        self._names_by_gram = sparse.csr_matrix(self._names.T)

    def likenesses(self, texts: Sequence[str]) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Blocks of (first row, cosine of each text with each name), so memory stays small."""
        for start in range(0, len(texts), _ROWS_AT_ONCE):
            weighed = self._weighed(self._counts(texts[start : start + _ROWS_AT_ONCE]))
            yield start, (weighed @ self._names_by_gram).toarray()

    def likeness(self, text: str, at: int) -> float:
        """The cosine of one text with the name at one position; without matrices, which cost more than it."""
        asked: dict[int, float] = {}
        for gram, count in _grams(text).items():
            if (column := self._columns.get(gram)) is not None:
                asked[column] = (1 + log(count)) * float(self._rarity[column])
        length = sqrt(sum(weight * weight for weight in asked.values()))
        start, end = self._names.indptr[at : at + 2]
        held = zip(self._names.indices[start:end].tolist(), self._names.data[start:end].tolist(), strict=True)
        shared = sum(asked[column] * weight for column, weight in held if column in asked)
        return float(shared / length) if length else 0.0

    def _counts(self, names: Sequence[str]) -> sparse.csr_matrix:
        rows, columns, weights = [], [], []
        for row, name in enumerate(names):
            for gram, count in _grams(name).items():
                if (column := self._columns.get(gram)) is not None:
                    rows.append(row)
                    columns.append(column)
                    weights.append(1 + log(count))
        shape = (len(names), len(self._columns))
        return sparse.csr_matrix((np.array(weights, np.float32), (rows, columns)), shape=shape)

    def _weighed(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        weighed = counts.multiply(self._rarity).tocsr().astype(np.float32)
        length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
        length[length == 0] = 1
        return sparse.csr_matrix(sparse.diags(1 / length).astype(np.float32) @ weighed)
