"""Quality curves Q, from the scenario format; each takes an array of sizes."""

import numpy as np

from reals import REAL, real, reals


def read(definition):
    """The curve of a scenario's `quality`."""
    kind = definition["kind"]
    if kind == "sigmoid":
        return lambda s: np.tanh(s / 2)  # (1 - e^-s) / (1 + e^-s)
    if kind == "linear":
        return lambda s: s
    if kind == "table":
        return _table(definition["points"])
    ceiling = real(definition["ceiling"])
    if kind == "powerLaw":
        scale, exponent = real(definition["scale"]), real(definition["exponent"])
        return lambda s: -ceiling * np.expm1(-exponent * np.log1p(s / scale))
    shape = real(definition["shape"])
    if kind == "exponential":
        rate = real(definition["rate"])
        return lambda s: -ceiling * np.expm1(-rate * s ** shape)
    if kind == "saturating":
        half = real(definition["half"])
        return lambda s: ceiling * s ** shape / (half + s ** shape)
    raise ValueError(f"Found the curve '{kind}', expected one of the format's.")


def _table(points):
    """Fritsch and Butland's monotone cubic through (0, 0) and the points; flat beyond the last."""
    x = reals([0] + [size for size, _ in points])
    y = reals([0] + [quality for _, quality in points])
    slopes = _slopes(x, y)

    def curve(sizes):
        s = np.minimum(sizes, x[-1])
        k = np.clip(np.searchsorted(x, s, side="right") - 1, 0, len(x) - 2)
        h = x[k + 1] - x[k]
        u = (s - x[k]) / h
        return ((1 + 2 * u) * (1 - u) ** 2 * y[k] + u * (1 - u) ** 2 * h * slopes[k]
                + u ** 2 * (3 - 2 * u) * y[k + 1] + u ** 2 * (u - 1) * h * slopes[k + 1])

    return curve


def _slopes(x, y):
    h, d = np.diff(x), np.diff(y) / np.diff(x)
    slopes = np.zeros(len(x), dtype=REAL)
    if len(d) == 1:
        slopes[:] = d[0]
        return slopes
    for k in range(1, len(x) - 1):
        if d[k - 1] * d[k] > 0:
            first, second = 2 * h[k] + h[k - 1], h[k] + 2 * h[k - 1]
            slopes[k] = (first + second) / (first / d[k - 1] + second / d[k])
    slopes[0] = _end(h[0], h[1], d[0], d[1])
    slopes[-1] = _end(h[-1], h[-2], d[-1], d[-2])
    return slopes


def _end(h0, h1, d0, d1):
    """The slope of the parabola through three points, kept monotone."""
    slope = ((2 * h0 + h1) * d0 - h0 * d1) / (h0 + h1)
    if np.sign(slope) != np.sign(d0):
        return REAL(0)
    return 3 * d0 if np.sign(d0) != np.sign(d1) and abs(slope) > 3 * abs(d0) else slope
