"""What used qualities are worth, in exact fractions: linear externalities, separable curves, and tables of values."""

from bisect import bisect_right
from fractions import Fraction
from itertools import product

from refusal import Refused


class Linear:
    """v_i = sum of alpha[i][j] q_j."""

    def __init__(self, message, count):
        self.alpha = [[Fraction(value) for value in row["values"]] for row in message["rows"]]
        if len(self.alpha) != count or any(len(row) != count for row in self.alpha):
            raise Refused("RulesNotSupported")

    def value(self, i, used):
        return sum(a * q for a, q in zip(self.alpha[i], used))


class Separable:
    """v_i = F_i(q_i) + sum of theta_ij(q_j), each a curve of straight pieces, flat outside of its points."""

    def __init__(self, message, count):
        self.curves = {(i, i): _points(curve) for i, curve in enumerate(message["own"])}
        self.curves |= {(each["row"], each["column"]): _points(each["curve"]) for each in message["effects"]}

    def effect(self, i, j, quality):
        return _on_curve(self.curves[i, j], quality) if (i, j) in self.curves else Fraction(0)

    def value(self, i, used):
        return sum(self.effect(i, j, quality) for j, quality in enumerate(used))

    def bends(self, j):
        return sorted({q for (_, column), points in self.curves.items() if column == j for q, _ in points})


class Table:
    """v_i at each combination of levels, the last participant's fastest; linear in each quality in between."""

    def __init__(self, message, count, quality_of):
        self.levels = [quality_of(Fraction(size)) for size in message["sizes"]]
        self.tables = [[Fraction(value) for value in table["values"]] for table in message["tables"]]
        rising = all(a < b for a, b in zip(self.levels, self.levels[1:]))
        if (not 2 <= len(self.levels) <= 64 or self.levels[0] != 0 or not rising
                or count > 8 or len(self.tables) != count or count * len(self.levels) ** count > 20_000
                or any(len(table) != len(self.levels) ** count for table in self.tables)):
            raise Refused("DefinitionInvalid")

    def value(self, i, used):
        parts = [self._parts(quality) for quality in used]
        total = Fraction(0)
        for corner in product(*parts):
            at, weight = 0, Fraction(1)
            for level, part in corner:
                at, weight = at * len(self.levels) + level, weight * part
            total += weight * self.tables[i][at]
        return total

    def _parts(self, quality):
        """The levels around a quality, with how much each counts."""
        below = bisect_right(self.levels, quality) - 1
        if below == len(self.levels) - 1 or self.levels[below] == quality:
            return [(below, Fraction(1))]
        part = (quality - self.levels[below]) / (self.levels[below + 1] - self.levels[below])
        return [(below, 1 - part), (below + 1, part)]


def read(definition, quality_of):
    """The valuation of a definition."""
    message, count = definition["valuation"], len(definition["roster"])
    if (message.get("linear") or {}).get("rows"):
        return Linear(message["linear"], count)
    if message.get("separable") is not None:
        return Separable(message["separable"], count)
    if message.get("table") is not None:
        return Table(message["table"], count, quality_of)
    raise Refused("RulesNotSupported")


def _points(curve):
    return [(Fraction(point["quality"]), Fraction(point["value"])) for point in curve["points"]]


def _on_curve(points, quality):
    above = next((k for k, (q, _) in enumerate(points) if q >= quality), len(points))
    if above in (0, len(points)):
        return points[min(above, len(points) - 1)][1]
    (q0, v0), (q1, v1) = points[above - 1:above + 1]
    return v0 + (v1 - v0) * (quality - q0) / (q1 - q0)
