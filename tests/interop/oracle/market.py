"""A scenario's mechanism M = (x, p), Definition 1, for many cases at once. Arrays have a row a case, a column a
participant; a report of someone who is out is 0, and `inside` says who is in."""

import numpy as np

import curves
import valuations
import welfare
from reals import REAL, real


class Market:
    """The mechanism of a scenario."""

    def __init__(self, scenario):
        self.count = len(scenario["types"])
        self.curve = curves.read(scenario["quality"])
        self.valuation = valuations.read(scenario["valuation"], self.curve, self.count)
        self.allocation = scenario.get("allocation", "efficient")
        self.payment = scenario.get("payment", "mep")
        self.everyone = scenario.get("optOut", "everyone") == "everyone"
        # Cases whose efficient allocation hangs on less than rounding; what follows from them is not compared.
        self.unsure = 0
        self.training = scenario.get("training")
        grid = scenario.get("grid")
        if grid is not None:
            self.unit = real(grid["unit"])
            self.steps = int(round(grid["max"] / grid["unit"]))

    def contribution(self, reports, inside):
        """How many report a record or more, and how many records they hold besides the largest contribution."""
        records = np.rint(np.where(inside, reports, 0) * self.training.get("recordsPerUnit", 1))
        return (records > 0).sum(axis=1), records.sum(axis=1) - records.max(axis=1)

    def can_train(self, reports, inside):
        """Whether a model can be trained from the reports (D23); always, where the scenario does not say."""
        if self.training is None:
            return np.ones(len(reports), dtype=bool)
        contributors, besides = self.contribution(reports, inside)
        return (contributors >= self.training.get("minContributors", 3)) & (besides >= self.training["minRecords"])

    def allocate(self, reports, inside):
        """x: the allocated qualities, none of which is possible without training."""
        return np.where(self.can_train(reports, inside)[:, None], self._by_rule(reports, inside), 0)

    def _by_rule(self, reports, inside):
        reports = np.where(inside, reports, 0)
        best = self.curve(reports.sum(axis=1))
        all_best = np.where(inside, best[:, None], 0)
        if self.allocation == "none":
            return np.zeros_like(all_best)
        if self.allocation == "best":
            return all_best
        if isinstance(self.valuation, valuations.Growth):
            return all_best if self.valuation.alpha >= -1 else np.zeros_like(all_best)
        counted = np.ones_like(inside) if self.everyone else inside
        if isinstance(self.valuation, valuations.Linear):
            return np.where(self._column_sums_serve(counted), all_best, 0)
        own = self.curve(reports)
        used, unsure = welfare.largest(
            self.valuation, own, best, inside, counted, partial=self.allocation == "efficient")
        self.unsure += int(unsure.sum())
        # A quality no better than one's own is "no model", unless it is the best there is.
        return np.where(inside & ((used > own) | (own >= best[:, None])), used, 0)

    def _column_sums_serve(self, counted):
        """Example 1: whether the column sum over those counted is at least 0."""
        alpha = self.valuation.alpha
        sums, sizes = counted @ alpha, np.broadcast_to(abs(alpha).sum(axis=0), counted.shape)
        self.unsure += int(((abs(sums) > REAL("1e-15") * sizes) & (abs(sums) < REAL("1e-11") * sizes)).sum())
        return sums >= -welfare.TIE * sizes

    def used(self, allocated, types):
        """q_i = max(x_i, Q(t_i))."""
        return np.maximum(allocated, self.curve(types))

    def values(self, allocated, types):
        return self.valuation.values(self.used(allocated, types))

    def magnitudes(self, allocated, types):
        return self.valuation.magnitudes(self.used(allocated, types))

    def without(self, reports, inside, i):
        """x(∅, t'_-i): the allocation once i is out."""
        inside = inside.copy()
        inside[:, i] = False
        return self.allocate(reports, inside)

    def exploitation(self, reports, inside):
        """Definition 9: the maximal exploitation payments."""
        truthful = self.values(self.allocate(reports, inside), reports)
        payments = np.zeros_like(truthful)
        for i in range(self.count):
            out = self.values(self.without(reports, inside, i), reports)
            payments[:, i] = np.where(inside[:, i], truthful[:, i] - out[:, i], 0)
        return payments
