"""Settlement of a market with payments that are none or maximal exploitation, in exact fractions: docs/protocol.md, section
"Settlement". Before version 3 the curve is linear, from it on correctly rounded (rounding.py). A double's last bit can
differ from these where a number is no sum of powers of two."""

import math
from fractions import Fraction
from itertools import product

import rounding
import valuations
from refusal import Refused

EFFICIENT, BEST, NONE, BEST_OR_NOTHING = 1, 2, 3, 4
MEP, FREE = 1, 2
_COARSE, _FINE = Fraction(1, 10**9), Fraction(1, 10**12)


def settle(definition, reports):
    """Reports are records or None. Returns best quality and, for each, (allocated, own, payment in micro-units)."""
    version = definition.get("version") or 1
    is_linear = definition["quality"].get("linear") is not None
    if not is_linear and version < 3 or definition["payment"] not in (MEP, FREE):
        raise Refused("RulesNotSupported")
    curve = rounding.curve(definition["quality"])

    def quality(size):
        # A linear curve keeps the size as the fraction that it is; others are of the double that is nearest to it.
        return size if is_linear else Fraction(curve(size.numerator / size.denominator))
    valuation = valuations.read(definition, quality)
    everyone = range(len(reports))
    sizes = [Fraction(0 if report is None else report, definition["recordsPerUnit"]) for report in reports]
    qualities = [quality(size) for size in sizes]

    def total(inside):
        # Sizes are doubles, and their sum is one: each is rounded.
        sizes_in = [sizes[i] for i in sorted(inside)]
        return sum(sizes_in) if is_linear else Fraction(math.fsum(size.numerator / size.denominator for size in sizes_in))

    def allocate(inside):
        best = quality(total(inside))
        # Of who is out the platform knows no size: its own quality counts as none.
        own = [qualities[i] if i in inside else Fraction(0) for i in everyone]
        counted = inside if definition.get("optOut") == 2 else set(everyone)
        rule = definition["allocation"]
        if rule in (BEST, NONE):
            return [best if rule == BEST and i in inside else Fraction(0) for i in everyone]
        used = _efficient(valuation, version, rule, best, own, inside, counted)
        return [
            best if i in inside and (used[i] == best or best <= own[i])
            else used[i] if i in inside and used[i] > own[i] else Fraction(0) for i in everyone]

    def value(i, allocated):
        return valuation.value(i, [max(allocated[j], qualities[j]) for j in everyone])

    inside = {i for i in everyone if reports[i] is not None}
    allocated = allocate(inside)
    payments = [
        value(i, allocated) - value(i, allocate(inside - {i}))
        if i in inside and definition["payment"] == MEP else Fraction(0) for i in everyone]
    unit = definition.get("paymentUnit") or 1
    return quality(total(inside)), [
        (allocated[i], qualities[i], payable(payments[i], unit)) for i in everyone]


def payable(payment, unit):
    """The largest multiple of the payment unit, in micro-units, that is not above the exact payment."""
    return math.floor(Fraction(payment) * 1_000_000 / unit) * unit


def _efficient(valuation, version, rule, best, own, inside, counted):
    """The used qualities of the largest welfare of those counted."""
    everyone = range(len(own))
    if isinstance(valuation, valuations.Linear):
        return [
            best if i in inside and _serves(valuation.alpha, i, counted, version) else own[i] for i in everyone]
    has_parts = rule == EFFICIENT and version >= 3
    choices = [
        _choices(_bends(valuation, j) if has_parts else [], own[j], best) if j in inside else [own[j]] for j in everyone]
    if isinstance(valuation, valuations.Separable):
        return [
            _prefer(choices[j], lambda q: [valuation.effect(i, j, q) for i in sorted(counted)], version)
            for j in everyone]
    return _prefer(
        list(product(*choices)), lambda used: [valuation.value(i, used) for i in sorted(counted)], version)


def _serves(alpha, j, counted, version):
    magnitudes = [abs(row[j]) for row in alpha]
    tolerance = _FINE * sum(magnitudes) if version >= 3 else _COARSE * max(magnitudes)
    return sum(alpha[i][j] for i in counted) >= -tolerance


def _bends(valuation, j):
    return valuation.levels if isinstance(valuation, valuations.Table) else valuation.bends(j)


def _choices(bends, own, best):
    """The used qualities to choose from, in the order of preference: the highest first."""
    if best <= own:
        return [own]
    return [best, *sorted((q for q in bends if own < q < best), reverse=True), own]


def _prefer(choices, terms, version):
    """The first whose welfare reaches the largest. Who values two alike adds nothing to the tolerance."""
    most = max((terms(choice) for choice in choices), key=sum)
    for choice in choices:
        differing = [(a, b) for a, b in zip(most, terms(choice)) if a != b]
        if version >= 3:
            tolerance = _FINE * sum(abs(a) + abs(b) for a, b in differing)
        else:
            tolerance = _COARSE * max((abs(a - b) for a, b in differing), default=0)
        if sum(a - b for a, b in differing) <= tolerance:
            return choice
    raise AssertionError("the largest reaches itself")
