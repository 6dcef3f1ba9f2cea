"""Definitions 3 to 7 and efficiency, at every profile of the grid and every deviation on it."""

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from scipy.optimize import minimize_scalar

import valuations
from lines import Lines
from reals import REAL

# A difference below this part of its terms is rounding, and the property holds.
ZERO = REAL("1e-15")
# A difference above this part of its terms is real. Between the two either answer is taken.
REAL_FROM = REAL("1e-11")


@dataclass
class Finding:
    """What a property comes to: True, False, or None where it is too close to judge; the smallest difference; and how
    close a reported margin has to be."""

    holds: bool | None
    margin: float
    tolerance: float


def judge(differences, scales):
    """The finding on differences that must not be negative, each with the sum of the magnitudes of its terms."""
    differences, scales = np.ravel(differences), np.ravel(scales)
    if len(differences) == 0:
        return Finding(True, 0.0, 0.0)
    if np.any(differences < -REAL_FROM * scales):
        holds = False
    else:
        holds = True if np.all(differences >= -ZERO * scales) else None
    return Finding(holds, float(differences.min()), float(1e-12 * scales.max()))


class Properties:
    """All of a market's properties."""

    def __init__(self, market):
        self.market = market
        self.lines = [Lines(market, i) for i in range(market.count)]
        top, count = market.steps + 1, market.count
        self.steps = np.array(list(product(range(top), repeat=count)), dtype=int)
        self.profiles = self.steps * market.unit
        self.inside = np.ones(self.profiles.shape, dtype=bool)
        self.allocated = market.allocate(self.profiles, self.inside)
        self.used = market.used(self.allocated, self.profiles)
        self.welfare = market.valuation.values(self.used).sum(axis=1)
        self.most = [line.largest_payments() for line in self.lines]
        self.payments = self._payments()
        self.best_welfare, self.welfare_scale = self._best_welfare()

    def row(self, steps):
        """Where a profile of steps stands."""
        at = 0
        for step in steps:
            at = at * (self.market.steps + 1) + int(step)
        return at

    def row_of_line(self, i, steps):
        """Where participant i's line through a profile of steps stands."""
        at = 0
        for j, step in enumerate(steps):
            at = at if j == i else at * (self.market.steps + 1) + int(step)
        return at

    @cached_property
    def all(self):
        """The five findings by the tool's names."""
        found = {
            "individuallyRational": judge(*self._over_lines(self.leaving)),
            "incentiveCompatible": judge(*self._over_lines(self.hiding)),
            "efficient": judge(self.welfare - self.best_welfare, self.welfare_scale),
            "weaklyBudgetBalanced": judge(self.payments.sum(axis=1), self._revenue_scale()),
        }
        states = [finding.holds for finding in found.values()]
        holds = False if False in states else None if None in states else True
        found["desirable"] = Finding(holds, min(finding.margin for finding in found.values()),
                                     max(finding.tolerance for finding in found.values()))
        return found

    def leaving(self, i):
        """What truth earns i more than leaving, by line and type."""
        return self.lines[i].bounds() - self.line_payments(i)

    def hiding(self, i):
        """What truth earns i more than a smaller report, by line, report and type; infinite where none is smaller."""
        line, paid = self.lines[i], self.line_payments(i)
        regret = np.full(line.values.shape, np.inf, dtype=REAL)
        for size in range(regret.shape[2]):
            for report in range(size):
                regret[:, report, size] = line.gap(report, size) - paid[:, size] + paid[:, report]
        return regret

    def line_payments(self, i):
        """The payments of i by line and report."""
        line = self.lines[i]
        steps = range(self.market.steps + 1)
        rows = [[self.row(np.insert(others, i, step)) for step in steps] for others in line.others]
        return self.payments[np.array(rows), i]

    @cached_property
    def largest_sums(self):
        """Algorithm 1's sums of p^max by profile."""
        return self._on_profiles(self.most).sum(axis=1)

    def existence(self):
        """Whether payments exist that are IC, IR and balanced with this allocation."""
        return judge(self.largest_sums, self._revenue_scale())

    def _payments(self):
        if self.market.payment == "free":
            return np.zeros_like(self.profiles)
        if self.market.payment == "mep":
            return self.market.exploitation(self.profiles, self.inside)
        return self._on_profiles(self.most)

    def _on_profiles(self, by_line):
        """Numbers by line and step of each participant, put in the order of the profiles."""
        top, columns = self.market.steps + 1, []
        for i, table in enumerate(by_line):
            at = np.zeros(len(self.steps), dtype=int)
            for j in range(self.market.count):
                if j != i:
                    at = at * top + self.steps[:, j]
            columns.append(table[at, self.steps[:, i]])
        return np.stack(columns, axis=1)

    def _over_lines(self, differences):
        parts, scales = [], []
        for i, line in enumerate(self.lines):
            part = differences(i)
            scale = np.broadcast_to(line.scale.reshape([-1] + [1] * (part.ndim - 1)), part.shape)
            parts.append(part[np.isfinite(part)])
            scales.append(scale[np.isfinite(part)])
        return np.concatenate(parts), np.concatenate(scales)

    def _revenue_scale(self):
        """At each profile the sum of the scales of the lines through it."""
        steps = self.market.steps + 1
        return self._on_profiles(
            [np.broadcast_to(line.scale[:, None], (line.rows, steps)) for line in self.lines]).sum(axis=1)

    @cached_property
    def tops(self):
        """The highest quality that each can use at each profile: the best, or its own where no model can be trained."""
        trains, best = self.market.can_train(self.profiles, self.inside), self.market.curve(self.profiles.sum(axis=1))
        return np.where(trains[:, None], best[:, None], self.market.curve(self.profiles))

    def _best_welfare(self):
        """The largest welfare of everyone over all qualities from one's own to the best: at corners and bends, where
        every valuation of the format has it."""
        market, valuation = self.market, self.market.valuation
        own, tops = market.curve(self.profiles), self.tops
        bends = [[np.clip(REAL(bend), own[:, j], tops[:, j]) for bend in valuation.bends(j)] for j in range(market.count)]
        if isinstance(valuation, valuations.Separable):
            columns, scale = [], 0
            for j in range(market.count):
                effects = [[valuation.effect(i, j, quality) for i in range(market.count)]
                           for quality in (own[:, j], tops[:, j], *bends[j])]
                columns.append(np.sum(effects, axis=1).max(axis=0))
                scale = scale + np.sum(np.abs(effects), axis=1).max(axis=0)
            return sum(columns), scale
        welfare = np.full(len(own), -np.inf, dtype=REAL)
        scale = np.zeros(len(own), dtype=REAL)
        for choice in product(*[[own[:, j], tops[:, j], *bends[j]] for j in range(market.count)]):
            used = np.stack(choice, axis=1)
            welfare = np.maximum(welfare, valuation.values(used).sum(axis=1))
            scale = np.maximum(scale, valuation.magnitudes(used).sum(axis=1))
        self._second_opinion(own, tops, welfare, scale)
        return welfare, scale

    def _second_opinion(self, own, tops, welfare, scale):
        """Corners against column sums, and for the growth valuation against a search in between."""
        valuation = self.market.valuation
        if isinstance(valuation, valuations.Linear):
            sums = valuation.alpha.sum(axis=0)
            by_columns = np.maximum(sums * own, sums * tops).sum(axis=1)
            assert np.all(abs(by_columns - welfare) <= ZERO * np.maximum(scale, REAL("1e-300")))
        elif isinstance(valuation, valuations.Growth):
            row, count = len(own) // 2, own.shape[1]
            low, high = float(own[row].sum()), float(tops[row].sum())
            if 0 < low < high:
                power = 1 + float(valuation.alpha)
                found = minimize_scalar(lambda total: -total ** power, bounds=(low, high), method="bounded")
                assert -found.fun <= float(welfare[row]) * (1 + 1e-9)
