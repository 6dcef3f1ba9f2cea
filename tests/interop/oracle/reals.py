"""Numbers of 64 bits of mantissa, so that the oracle's own rounding is a thousand times below what it judges."""

import numpy as np

REAL = np.longdouble


def real(value):
    """The decimal number as it is written, not the double next to it."""
    return REAL(repr(float(value)))


def reals(values):
    """An array of the decimal numbers as they are written."""
    return np.array([real(value) for value in np.asarray(values, dtype=float).ravel()], dtype=REAL).reshape(
        np.asarray(values, dtype=float).shape)
