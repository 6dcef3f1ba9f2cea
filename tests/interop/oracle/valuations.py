"""Valuations v_i of used qualities. Arrays have a row a case and a column a participant."""

from itertools import product

import numpy as np

from reals import REAL, real, reals


def read(definition, curve, count):
    """The valuation of a scenario's `valuation`."""
    kind = definition["kind"]
    if kind == "linear":
        return Linear(reals(definition["alpha"]))
    if kind == "growth":
        return Growth(real(definition["alpha"]))
    if kind == "separable":
        return Separable(definition, count)
    if kind == "table":
        return Table(definition, curve, count)
    raise ValueError(f"Found the valuation '{kind}', expected one of the format's.")


class Linear:
    """Example 1: v_i = sum over j of alpha_ij q_j."""

    def __init__(self, alpha):
        self.alpha = alpha

    def values(self, used):
        return used @ self.alpha.T

    def magnitudes(self, used):
        """The sum of the magnitudes of each valuation's terms."""
        return abs(used) @ abs(self.alpha).T

    def bends(self, j):
        """Qualities of j between the ends at which welfare may be largest."""
        return []


class Growth:
    """Section 6.2: v_i = (sum over j of q_j)^alpha q_i, and 0 where no quality is used."""

    def __init__(self, alpha):
        self.alpha = alpha

    def values(self, used):
        total = used.sum(axis=1, keepdims=True)
        some = np.where(total > 0, total, REAL(1))
        return np.where(total > 0, some ** self.alpha * used, REAL(0))

    magnitudes = values

    def bends(self, j):
        return []


class Separable:
    """Definition 8: v_i = F_i(q_i) + sum over j of theta_ij(q_j), each of straight pieces, flat outside its points."""

    def __init__(self, definition, count):
        self.curves = {}
        for i in range(count):
            self.curves[i, i] = reals(definition["own"][i])
            for j in range(count):
                points = definition["others"][i][j]
                if i != j and points is not None:
                    self.curves[i, j] = reals(points)

    def effect(self, i, j, quality):
        points = self.curves.get((i, j))
        return np.zeros_like(quality) if points is None else _on_pieces(points, quality)

    def values(self, used):
        return self._sum(used, lambda effect: effect)

    def magnitudes(self, used):
        return self._sum(used, abs)

    def bends(self, j):
        return sorted({quality for (_, column), points in self.curves.items() if column == j
                       for quality in points[:, 0]})

    def _sum(self, used, part):
        count = used.shape[1]
        columns = [sum(part(self.effect(i, j, used[:, j])) for j in range(count)) for i in range(count)]
        return np.stack(columns, axis=1)


class Table:
    """Values at every combination of levels, linear in each quality between them and flat above the last."""

    def __init__(self, definition, curve, count):
        self.levels = curve(reals(definition["sizes"]))
        self.tables = reals(definition["values"])

    def values(self, used):
        return self._interpolate(used, self.tables)

    def magnitudes(self, used):
        return self._interpolate(used, abs(self.tables))

    def bends(self, j):
        return list(self.levels)

    def _interpolate(self, used, tables):
        rows, count = used.shape
        q = np.minimum(used, self.levels[-1])
        below = np.clip(np.searchsorted(self.levels, q, side="right") - 1, 0, len(self.levels) - 2)
        part = (q - self.levels[below]) / (self.levels[below + 1] - self.levels[below])
        total = np.zeros((rows, count), dtype=REAL)
        for corner in product((0, 1), repeat=count):
            weight = np.ones(rows, dtype=REAL)
            for j, up in enumerate(corner):
                weight = weight * (part[:, j] if up else 1 - part[:, j])
            at = tuple(below[:, j] + up for j, up in enumerate(corner))
            total += weight[:, None] * np.stack([tables[i][at] for i in range(count)], axis=1)
        return total


def _on_pieces(points, quality):
    x, y = points[:, 0], points[:, 1]
    if len(x) == 1:
        return np.full_like(quality, y[0])
    q = np.clip(quality, x[0], x[-1])
    k = np.clip(np.searchsorted(x, q, side="right") - 1, 0, len(x) - 2)
    return y[k] + (y[k + 1] - y[k]) * (q - x[k]) / (x[k + 1] - x[k])
