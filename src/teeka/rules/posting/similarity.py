"""Decides which registered names are worth comparing with a text: character n-grams weighed by rarity."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_SHORTEST, _LONGEST = 2, 4
_ROWS_AT_ONCE = 512
_COMMON = 0.1  # of the names: an n-gram in more of them brings everybody together and tells little
_ROUNDING = 1e-4  # of a bound that must not be missed

Floats = NDArray[np.float32]
Alike = tuple[NDArray[np.intp], Floats]  # positions of names, and the cosine of each
_NOTHING: Alike = (np.empty(0, np.intp), np.empty(0, np.float32))


@lru_cache(maxsize=16_384)  # a batch of texts is asked in its district, then elsewhere
def _grams(name: str) -> tuple[tuple[str, float], ...]:
    """Each n-gram with its weight before rarity."""
    padded = f"^{name}$"
    counts = Counter(
        padded[at : at + size]
        for size in range(_SHORTEST, _LONGEST + 1)
        for at in range(len(padded) - size + 1)
    )
    return tuple((gram, 1 + log(count)) for gram, count in counts.items())


class NgramIndex:
    """The names of a registry, ready to be compared with many texts at once."""

    def __init__(self, names: Sequence[str]) -> None:
        self._columns: dict[str, int] = {}
        for name in names:
            for gram, _ in _grams(name):
                self._columns.setdefault(gram, len(self._columns))
        counts = self._counts(names)
        names_with = np.bincount(counts.indices, minlength=len(self._columns))
        self._rarities = np.log((1 + len(names)) / (1 + names_with)) + 1
        self._rarity: list[float] = self._rarities.tolist()
        self._names = self._weighed(counts)
        self._by_gram = sparse.csr_matrix(self._names.T)
        self._is_common = names_with > _COMMON * len(names)
        self._rare_by_gram = sparse.csr_matrix(
            sparse.diags((~self._is_common).astype(np.float32)) @ self._by_gram
        )
        self._rare_by_gram.eliminate_zeros()
        self._common_lengths = self._lengths_of_common(self._names)
        self._held: dict[int, dict[int, float]] = {}

    def alike(self, texts: Sequence[str], least: float) -> Iterator[Alike]:
        """For each text in order the names that are at least so alike; in blocks, so that memory stays small.

        Most n-grams that two names share are common ones. So the rare ones are summed first: the common ones
        add at most the product of their lengths (Cauchy and Schwarz), and only names that can still reach
        `least` are compared in full. Where the common ones alone could reach it, all names are.
        """
        widest = self._common_lengths.max(initial=0.0)
        for start in range(0, len(texts), _ROWS_AT_ONCE):
            weighed = self._weighed(self._counts(texts[start : start + _ROWS_AT_ONCE]))
            lengths = self._lengths_of_common(weighed)
            needs_all = lengths * widest >= least - _ROUNDING
            found: list[Alike] = [_NOTHING] * weighed.shape[0]
            for row, cosines in zip(
                np.flatnonzero(needs_all), self._with_all(weighed[needs_all]), strict=True
            ):
                at = np.flatnonzero(cosines >= least)
                found[row] = at, cosines[at]
            rest = np.flatnonzero(~needs_all)
            for at_row, alike in self._with_likely(weighed[rest], lengths[rest], least):
                found[rest[at_row]] = alike
            yield from found

    def _with_all(self, weighed: sparse.csr_matrix) -> Floats:
        return np.asarray((weighed @ self._by_gram).toarray(), np.float32)

    def _with_likely(
        self, weighed: sparse.csr_matrix, lengths: Floats, least: float
    ) -> Iterator[tuple[int, Alike]]:
        """(row, names alike) of the rows that have any."""
        by_rare = (weighed @ self._rare_by_gram).tocoo()
        at_most = by_rare.data + lengths[by_rare.row] * self._common_lengths[by_rare.col]
        likely = at_most >= least - _ROUNDING
        row, at = by_rare.row[likely], by_rare.col[likely]
        cosines = np.asarray(weighed[row].multiply(self._names[at]).sum(axis=1), np.float32).ravel()
        order = np.lexsort((at, row))
        order = order[cosines[order] >= least]
        row, at, cosines = row[order], at[order], cosines[order]
        starts = np.flatnonzero(np.diff(row, prepend=-1)).tolist()
        for start, end in pairwise([*starts, len(row)]):
            yield int(row[start]), (at[start:end], cosines[start:end])

    def likeness(self, text: str, at: int) -> float:
        """The cosine of one text with the name at one position; without matrices, which cost more than it."""
        if at not in self._held:
            start, end = self._names.indptr[at : at + 2]
            columns, weights = self._names.indices[start:end].tolist(), self._names.data[start:end].tolist()
            self._held[at] = dict(zip(columns, weights, strict=True))
        held, shared, length = self._held[at], 0.0, 0.0
        for gram, weight in _grams(text):
            if (column := self._columns.get(gram)) is not None:
                weighed = weight * self._rarity[column]
                length += weighed * weighed
                shared += weighed * held.get(column, 0.0)
        return shared / sqrt(length) if length else 0.0

    def _counts(self, names: Sequence[str]) -> sparse.csr_matrix:
        columns, weights, ends = [], [], [0]
        for name in names:
            for gram, weight in _grams(name):
                if (column := self._columns.get(gram)) is not None:
                    columns.append(column)
                    weights.append(weight)
            ends.append(len(columns))
        shape = (len(names), len(self._columns))
        return sparse.csr_matrix((np.array(weights, np.float32), columns, ends), shape=shape)

    def _weighed(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """Each row times rarity, and of length 1."""
        weights = counts.data * self._rarities[counts.indices]
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        length = np.sqrt(np.bincount(rows, weights * weights, counts.shape[0]))
        weighed = (weights / length[rows]).astype(np.float32)
        return sparse.csr_matrix((weighed, counts.indices, counts.indptr), shape=counts.shape)

    def _lengths_of_common(self, weighed: sparse.csr_matrix) -> Floats:
        """What of each row's length, which is 1, its common n-grams have."""
        rows = np.repeat(np.arange(weighed.shape[0]), np.diff(weighed.indptr))
        squares = np.where(self._is_common[weighed.indices], weighed.data, 0) ** 2
        return np.asarray(np.sqrt(np.bincount(rows, squares, weighed.shape[0])), np.float32)
