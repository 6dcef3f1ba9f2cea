"""The line of participant i at t_-i: every report against every type, others truthful. Algorithm 1 works on it, and the
checks of Definitions 3 and 4 look along it."""

from itertools import product

import numpy as np
from scipy.sparse import lil_matrix
from scipy.sparse.csgraph import bellman_ford

from reals import REAL


class Lines:
    """The lines of participant i. A row is one line: the others' steps, in the order of the participants."""

    def __init__(self, market, i, others=None, inside=None):
        """Every line of the grid, or the one with the reports `others` (0 for who is out) of whom `inside` is in."""
        self.market, self.i = market, i
        top = market.steps + 1
        if others is None:
            self.others = np.array(list(product(range(top), repeat=market.count - 1)), dtype=int).reshape(
                -1, market.count - 1)
            rest = self.others * market.unit
            self.inside = np.ones(market.count, dtype=bool)
        else:
            rest = np.delete(others, i)[None, :]
            self.inside = inside
        self.rows = len(rest)
        self.profiles = [self._with(rest, k) for k in range(top)]
        shape = (self.rows, top, top)
        # values[line, report, type], and magnitudes of their terms; reports above the type stay 0 and are not read.
        self.values, self.magnitudes = np.zeros(shape, dtype=REAL), np.zeros(shape, dtype=REAL)
        self.out = np.zeros((self.rows, top), dtype=REAL)
        scale_out = np.zeros((self.rows, top), dtype=REAL)
        mask = np.broadcast_to(self.inside, self.profiles[0].shape)
        for report in range(top):
            allocated = market.allocate(self.profiles[report], mask)
            for size in range(report, top):
                self.values[:, report, size] = market.values(allocated, self.profiles[size])[:, i]
                self.magnitudes[:, report, size] = market.magnitudes(allocated, self.profiles[size])[:, i]
        left = market.without(self.profiles[0], mask, i)
        for size in range(top):
            self.out[:, size] = market.values(left, self.profiles[size])[:, i]
            scale_out[:, size] = market.magnitudes(left, self.profiles[size])[:, i]
        # The largest sum of magnitudes of terms on each line.
        self.scale = np.maximum(self.magnitudes.max(axis=(1, 2)), scale_out.max(axis=1))

    def _with(self, rest, step):
        profile = np.insert(np.asarray(rest, dtype=REAL), self.i, 0, axis=1)
        profile[:, self.i] = step * self.market.unit
        return profile

    def bounds(self):
        """p-bar, the largest payments at which nobody leaves."""
        steps = np.arange(self.out.shape[1])
        return self.values[:, steps, steps] - self.out

    def largest_payments(self):
        """p^max of Algorithm 1: the shortest paths from the base to each type, by relaxing every edge as often as a path
        may have edges."""
        steps = self.out.shape[1]
        payments = self.bounds()
        for _ in range(steps):
            before = payments.copy()
            for size in range(steps):
                for report in range(size):
                    payments[:, size] = np.minimum(payments[:, size], payments[:, report] + self.gap(report, size))
            if np.array_equal(before, payments):
                return payments
        raise AssertionError("Edges go from smaller types to larger ones, so no cycle is negative.")

    def gap(self, report, size):
        """Gap_i(t'_i, t_i, t_-i)."""
        return self.values[:, size, size] - self.values[:, report, size]

    def shortest_paths(self, row):
        """The same for one line, by SciPy's Bellman-Ford and in doubles. The base is the last vertex."""
        steps = self.out.shape[1]
        graph = lil_matrix((steps + 1, steps + 1))
        bounds = self.bounds()
        # SciPy takes an edge of weight 0 for none; a weight this small is one, and changes nothing that is looked at.
        for size in range(steps):
            graph[steps, size] = float(bounds[row, size]) or 1e-300
            for report in range(size):
                graph[report, size] = float(self.gap(report, size)[row]) or 1e-300
        return bellman_ford(graph.tocsr(), directed=True, indices=steps)[:steps]
