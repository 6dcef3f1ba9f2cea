"""Settlement of a market with a linear curve, linear externalities, the efficient allocation that counts everyone, and
maximal exploitation payments, in exact fractions."""

import math
from fractions import Fraction

from refusal import Refused


def settle(definition, reports):
    """Reports are records or None. Returns best quality and, for each, (allocated, own, payment in micro-units)."""
    quality, valuation = definition["quality"], definition["valuation"]
    if (quality["linear"] is None or valuation["linear"] is None
            or (definition["allocation"], definition["payment"], definition["optOut"]) != (1, 1, 1)):
        raise Refused("RulesNotSupported")
    alpha = [[Fraction(value) for value in row["values"]] for row in valuation["linear"]["rows"]]
    everyone = range(len(reports))
    sizes = [Fraction(0 if report is None else report, definition["recordsPerUnit"]) for report in reports]

    def allocate(inside):
        best = sum(sizes[i] for i in inside)
        return [best if i in inside and sum(row[i] for row in alpha) >= 0 else Fraction(0) for i in everyone]

    def value(i, allocated):
        return sum(alpha[i][j] * max(allocated[j], sizes[j]) for j in everyone)

    inside = {i for i in everyone if reports[i] is not None}
    allocated = allocate(inside)
    payments = [value(i, allocated) - value(i, allocate(inside - {i})) for i in everyone]
    return sum(sizes), [
        (allocated[i], sizes[i], math.floor(payments[i] * 1_000_000)) for i in everyone]
