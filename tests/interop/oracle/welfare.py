"""Which used qualities make a welfare largest: by trying every combination, or every quality of each column."""

from itertools import product

import numpy as np

import valuations
from reals import REAL

# Two welfares this close, relative to their terms, are equal: the first in the order of preference is taken.
TIE = REAL("1e-12")


def choices(valuation, j, own, best, inside, partial):
    """The used qualities that j may be given, the highest first; the last is its own. One column a case."""
    top = np.where(inside, np.maximum(best, own), own)
    bends = sorted(valuation.bends(j), reverse=True) if partial else []
    between = [np.clip(REAL(bend), own, top) for bend in bends]
    return [top, *between, own]


def largest(valuation, own, best, inside, counted, partial):
    """The used qualities of the largest welfare of those counted, and whether another choice comes so close to it that
    rounding may prefer that one."""
    count = own.shape[1]
    candidates = [choices(valuation, j, own[:, j], best, inside[:, j], partial) for j in range(count)]
    if isinstance(valuation, valuations.Separable):
        columns = [_largest_of_column(valuation, j, candidates[j], counted) for j in range(count)]
        return np.stack([used for used, _ in columns], axis=1), np.any([unsure for _, unsure in columns], axis=0)
    found = [np.stack(combination, axis=1) for combination in product(*candidates)]
    worth = [(np.where(counted, valuation.values(used), 0).sum(axis=1), valuation.magnitudes(used).sum(axis=1))
             for used in found]
    return _first_of_largest(found, worth)


def _largest_of_column(valuation, j, candidates, counted):
    worth = []
    for quality in candidates:
        effects = np.stack([valuation.effect(i, j, quality) for i in range(counted.shape[1])], axis=1)
        worth.append((np.where(counted, effects, 0).sum(axis=1), abs(effects).sum(axis=1)))
    return _first_of_largest(candidates, worth)


def _first_of_largest(found, worth):
    """Of equal welfares the first found; unsure where welfares differ by more than rounding and less than the tool's
    own tolerance may be."""
    sums = np.stack([total for total, _ in worth])
    scale = np.stack([magnitude for _, magnitude in worth]).max(axis=0)
    short = sums.max(axis=0) - sums
    first = np.argmax(short <= TIE * scale, axis=0)
    unsure = np.any((short > REAL("1e-15") * scale) & (short < 20 * TIE * scale), axis=0)
    stacked = np.stack(found)
    return stacked[first, np.arange(stacked.shape[1])], unsure
