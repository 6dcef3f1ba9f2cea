"""What `candor settle --json` must print."""

import numpy as np

from lines import Lines
from market import Market
from reals import REAL, reals


def settle(scenario):
    """The arrays and sums of a settlement, the scale that its numbers are compared on, and whether the allocation hangs
    on less than rounding."""
    market = Market(scenario)
    types = reals([scenario["types"]])
    given = scenario.get("reports") or scenario["types"]
    inside = np.array([[report is not None for report in given]])
    reports = reals([[0 if report is None else report for report in given]])
    allocated = market.allocate(reports, inside)
    used = market.used(allocated, types)
    values = market.valuation.values(used)
    payments = _payments(market, reports, inside)
    scale = max(float(market.valuation.magnitudes(used).max()), float(abs(payments).max()), 1e-300)
    result = {
        "allocations": allocated[0], "qualities": used[0], "valuations": values[0], "payments": payments[0],
        "utilities": (values - payments)[0], "revenue": payments.sum(), "welfare": values.sum(),
    }
    if market.training is not None:
        contributors, besides = market.contribution(reports, inside)
        result["training"] = {
            "outcome": "TRAINABLE" if market.can_train(reports, inside)[0] else "NOT_TRAINABLE",
            "contributors": int(contributors[0]), "recordsBesidesLargest": int(besides[0]),
        }
    return result, scale, market.unsure > 0


def _payments(market, reports, inside):
    if market.payment == "mep":
        return market.exploitation(reports, inside)
    payments = np.zeros(reports.shape, dtype=REAL)
    if market.payment == "desirable":
        for i in range(market.count):
            if inside[0, i]:
                line = Lines(market, i, reports[0], inside[0])
                step = int(np.rint(reports[0, i] / market.unit))
                payments[0, i] = line.largest_payments()[0, step]
    return payments
