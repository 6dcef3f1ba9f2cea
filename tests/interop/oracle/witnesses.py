"""Holds the place that a verdict names against its margin: is it a profile, a participant, a deviation with it?"""

import re

import numpy as np

from reals import REAL, reals

_LINE = re.compile(
    r"participant (\d+), of true size (\S+) at \(([^)]*)\), .*? by (?:(leaving)|reporting (\S+?))[.;,]?$")
_WELFARE = re.compile(r"at \(([^)]*)\) welfare is (\S+); qualities \(([^)]*)\) would make it (\S+)$")
# Why a verdict is proven stands in brackets after the place.
_REASON = re.compile(r" \([^()]*\)$")
_REVENUE = re.compile(r"at \(([^)]*)\) revenue is (\S+)$")

# Witnesses print six digits.
_SHOWN = 2e-5


def fault(properties, name, verdict, tolerance):
    """What is wrong with the witness, or None."""
    text, margin = _REASON.sub("", verdict["witness"]), verdict["margin"]
    if name == "desirable":
        name, _, text = text.partition(": ")
    if name in ("individuallyRational", "incentiveCompatible"):
        return _fault_on_line(properties, name, text, margin, tolerance)
    if name == "efficient":
        return _fault_of_welfare(properties, text, margin, tolerance)
    found = _REVENUE.match(text)
    if not found:
        return f"the witness '{text}' names no profile"
    revenue = properties.payments[properties.row(_steps(properties, found[1]))].sum()
    return _difference(text, revenue, margin, tolerance)


def _fault_on_line(properties, name, text, margin, tolerance):
    found = _LINE.match(text)
    if not found:
        return f"the witness '{text}' names no participant, profile and deviation"
    i, profile = int(found[1]), _steps(properties, found[3])
    if _step(properties, found[2]) != profile[i]:
        return f"the witness '{text}' names another size than its profile"
    line = properties.row_of_line(i, profile)
    if (found[4] is not None) != (name == "individuallyRational"):
        return f"the witness '{text}' is of another property than {name}"
    if found[4]:
        return _difference(text, properties.leaving(i)[line, profile[i]], margin, tolerance)
    report = _step(properties, found[5])
    if report >= profile[i]:
        return f"the witness '{text}' reports no less than it has"
    return _difference(text, properties.hiding(i)[line, report, profile[i]], margin, tolerance)


def _fault_of_welfare(properties, text, margin, tolerance):
    found = _WELFARE.match(text)
    if not found:
        return f"the witness '{text}' names no profile and qualities"
    row = properties.row(_steps(properties, found[1]))
    market = properties.market
    tops, own = properties.tops[row], market.curve(properties.profiles[row])
    # The printed digits may lie just outside of what is feasible.
    qualities = np.clip(reals(_numbers(found[3])), own, np.maximum(own, tops))
    if np.any(abs(qualities - reals(_numbers(found[3]))) > _SHOWN * (1 + abs(qualities))):
        return f"the witness '{text}' names qualities that are not feasible"
    reached = float(market.valuation.values(qualities[None, :]).sum())
    size = float(market.valuation.magnitudes(qualities[None, :]).sum())
    welfare = properties.welfare[row]
    if abs(reached - float(found[4])) > _SHOWN * (1 + size) + _slack(market, qualities, own, tops):
        return f"the witness '{text}' promises {found[4]}, and its qualities reach {reached:.6g}"
    if abs(welfare - float(found[2])) > _SHOWN * (1 + abs(welfare)):
        return f"the witness '{text}' says that welfare is {found[2]}, and it is {float(welfare):.6g}"
    return _difference(text, welfare - properties.best_welfare[row], margin, tolerance)


def _slack(market, qualities, own, tops):
    """What the digits that are not printed may be worth: much, where two levels of a table are close."""
    total, welfare = 0.0, market.valuation.values(qualities[None, :]).sum()
    for j, quality in enumerate(qualities):
        for step in (-_SHOWN, _SHOWN):
            moved = qualities.copy()
            moved[j] = np.clip(quality + step * (1 + quality), own[j], max(own[j], tops[j]))
            total += float(abs(market.valuation.values(moved[None, :]).sum() - welfare))
    return total


def _difference(text, real_margin, margin, tolerance):
    if abs(REAL(margin) - real_margin) <= tolerance:
        return None
    return f"the witness '{text}' comes to {float(real_margin)!r}, beside a margin of {margin!r}"


def _steps(properties, text):
    return [_step(properties, number) for number in text.split(",")]


def _step(properties, text):
    return int(np.rint(float(text) / float(properties.market.unit)))


def _numbers(text):
    return [float(number) for number in text.split(",")]
