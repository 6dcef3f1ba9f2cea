"""Makes correctly-rounded.json: values of functions and curves, each rounded once to the nearest double, ties to even.

    python3 tests/vectors/correctly_rounded.py > tests/vectors/correctly-rounded.json

It needs mpmath (Debian: python3-mpmath), and shares nothing with what it tests. With a number it prints so many random
rows of each kind instead, from the seed given as second argument.
"""

import json
import math
import random
import sys
from fractions import Fraction

import mpmath
from mpmath import mpf

LEAST = 5e-324
MOST = 1.7976931348623157e308


def nearest(ratio):
    """Python divides whole numbers correctly rounded, subnormal quotients included."""
    try:
        return ratio.numerator / ratio.denominator
    except OverflowError:
        return math.inf


def ratio_of(value):
    sign, mantissa, exponent, _ = value._mpf_
    if mantissa == 0:
        return Fraction(0)
    if exponent > 4000 or exponent + mantissa.bit_length() < -4000:
        return Fraction(2) ** (3000 if exponent > 0 else -3000)
    return Fraction(-mantissa if sign else mantissa) * Fraction(2) ** exponent


def rounded(compute, exact=None):
    """The nearest double to what compute gives, with as many digits as it takes; exact gives ratios as such."""
    for precision in (200, 500, 1200, 2600, 5000, 9000):
        with mpmath.workprec(precision):
            value = ratio_of(compute())
        error = abs(value) / 2 ** (precision - 60)
        least, most = nearest(value - error), nearest(value + error)
        if least == most:
            return least
        if precision == 500 and exact is not None:
            ratio = exact()
            if ratio is not None:
                return nearest(ratio)
    raise AssertionError("undecided")


def root(number, degree):
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle ** degree <= number else (low, middle - 1)
    return low if low ** degree == number else None


def power_of(base, exponent):
    """The power of ratios where it is a ratio of a moderate size; None elsewhere."""
    if base == 1:
        return Fraction(1)
    degree = exponent.denominator
    if degree > 4096:
        return None
    parts = [root(base.numerator, degree), root(base.denominator, degree)]
    if None in parts or abs(exponent.numerator) * max(p.bit_length() for p in parts) > 20000:
        return None
    return Fraction(*parts) ** exponent.numerator


def exp(x):
    return rounded(lambda: mpmath.exp(mpf(x)))


def one_minus_exp(x):
    return 0.0 if x == 0 else rounded(lambda: -mpmath.expm1(-mpf(x)))


def sigmoid(t):
    def compute():
        growth = mpmath.expm1(mpf(t)) if t < 10000 else mpf(2) ** 9000
        return growth / (growth + 2)
    return 0.0 if t == 0 else rounded(compute)


def log1p(x):
    return 0.0 if x == 0 else rounded(lambda: mpmath.log1p(mpf(x)))


def bounded_exp(x):
    return mpmath.exp(max(mpf(-9000), min(mpf(9000), x)))


def pow_(x, y):
    return rounded(
        lambda: bounded_exp(mpf(y) * mpmath.log(mpf(x))), lambda: power_of(Fraction(x), Fraction(y)))


def power_law(c, d, b, s):
    def compute():
        return mpf(c) * -mpmath.expm1(-min(mpf(9000), mpf(b) * mpmath.log1p(mpf(s) / mpf(d))))

    def exact():
        power = power_of(1 + Fraction(s) / Fraction(d), Fraction(b))
        return None if power is None else Fraction(c) * (1 - 1 / power)
    return 0.0 if s == 0 else rounded(compute, exact)


def exponential(c, a, d, s):
    def compute():
        rise = mpf(a) * bounded_exp(mpf(d) * mpmath.log(mpf(s)))
        return mpf(c) * -mpmath.expm1(-min(mpf(9000), rise))
    return 0.0 if s == 0 else rounded(compute)


def saturating(c, b, d, s):
    def compute():
        return mpf(c) / (1 + mpf(b) * bounded_exp(-mpf(d) * mpmath.log(mpf(s))))

    def exact():
        power = power_of(Fraction(s), Fraction(d))
        return None if power is None else Fraction(c) / (1 + Fraction(b) / power)
    return 0.0 if s == 0 else rounded(compute, exact)


KINDS = {
    "exp": exp, "sigmoid": sigmoid, "oneMinusExp": one_minus_exp, "log1p": log1p, "pow": pow_,
    "powerLaw": power_law, "exponential": exponential, "saturating": saturating,
}


def any_double(rng):
    """More than 0, each exponent as likely as any other."""
    return max(LEAST, math.ldexp(1 + rng.random(), rng.randint(-1074, 1023)))


def random_rows(rng, count):
    """Ordinary arguments, and arguments from the whole range."""
    def near(most):
        return rng.choice([rng.uniform(0, most), most * 10 ** rng.uniform(-12, 0)])

    def curve(second, third, wide):
        if wide:
            return [any_double(rng), any_double(rng), math.ldexp(1 + rng.random(), rng.randint(-8, 8)), any_double(rng)]
        return [rng.uniform(0.01, 1), near(second), near(third), near(1000)]

    for k in range(count):
        wide = k % 3 == 2
        yield "exp", [rng.uniform(-746, 710) if wide else rng.choice([-1, 1]) * near(50)]
        yield "sigmoid", [any_double(rng) if wide else near(40)]
        yield "oneMinusExp", [any_double(rng) if wide else near(40)]
        yield "log1p", [any_double(rng) if wide else near(1000)]
        base = any_double(rng) if wide else near(100)
        yield "pow", [base, rng.uniform(-1080, 1030) / math.log2(base)] if wide and abs(math.log2(base)) > 1 \
            else [near(100), rng.uniform(-20, 20)]
        yield "powerLaw", curve(100, 3, wide)
        yield "exponential", curve(3, 3, wide)
        yield "saturating", curve(100, 3, wide)


def ends(rng):
    """The ends of the doubles."""
    edges = [LEAST, 3 * LEAST, 5 * LEAST, 7 * LEAST, 2.2250738585072009e-308, 2.2250738585072014e-308, 1e-300, 1e-160,
             1e-17, 2.0 ** -53, 2.0 ** -54, 1.5 * 2.0 ** -54, 1e-8, 1e-3, 0.5, 1.0, 1 + 2.0 ** -52, 1 - 2.0 ** -53, 2.0, 36.0,
             37.0, 38.0, 40.0, 1e3, 1e16, 1e100, 1e300, MOST]
    for x in edges:
        for kind in ("sigmoid", "oneMinusExp", "log1p"):
            yield kind, [x]
        if x < 709:
            yield "exp", [x]
        yield "exp", [-x]
        for y in (-1.0, -0.5, 0.5, 1.0, 2.0, 3.0, 1e-300, -1e-300, 0.1, -1 / 3):
            yield "pow", [x, y]
        for y in edges[::3]:
            yield "powerLaw", [0.9, y, 0.7, x]
            yield "exponential", [0.9, y, 0.7, x]
            yield "saturating", [0.9, y, 1.4, x]
    # The power law of a size so much larger than its scale that their quotient is no double, and a saturating curve whose
    # power overflows while its quality is a subnormal number.
    yield "powerLaw", [0.9, 1e-300, 0.7, 1e300]
    yield "powerLaw", [0.9, LEAST, 0.001, MOST]
    yield "saturating", [1.0, 1e-12, 2.0, 1e-155]
    yield "saturating", [1.0, 1e-12, 2.0, 1e-166]
    yield "saturating", [1.0, 1.0, 1.0, 4e-320]
    yield "exponential", [1.0, 1e300, 3.0, 1e-200]
    yield "exponential", [1e300, 1e300, 4.0, 1e-200]
    for _ in range(60):
        yield "exp", [-rng.uniform(708.3, 745.2)]
        base = rng.uniform(1.1, 1e6)
        yield "pow", [base, -rng.uniform(1022, 1075.5) / math.log2(base)]
    for exponent in (-1074.5, -1074.75, -1074.0, -1075.0, -1075.5, -1076.0, -1022.5, 0.5, 1023.5):
        yield "pow", [2.0, exponent]
        yield "pow", [4.0, exponent / 2]
        yield "pow", [0.5, -exponent]
        yield "pow", [2.0 ** -537, -exponent / 537]


def midpoints(rng):
    """Values that lie midway between two doubles, exactly, or as near to it as a tiny argument makes them."""
    for _ in range(60):
        odd = rng.randrange(2 ** 26, 2 ** 27) | 1
        yield "pow", [float(odd), 2.0]
        yield "pow", [math.ldexp(odd, -560), 2.0]
        yield "pow", [math.ldexp(odd, rng.randint(-566, -540)), 2.0]
        yield "pow", [float(odd) ** 2 if odd ** 2 < 2 ** 53 else float(odd), 0.5]
        small = rng.randrange(2 ** 17, 2 ** 18) | 1
        yield "pow", [float(small), 3.0]
        yield "pow", [float(small * small), 1.5]
        tenth = rng.randrange(2, 46)
        yield "pow", [float(tenth), float(rng.randint(2, 34))]
        yield "pow", [float(tenth ** 4), rng.randint(1, 9) / 4]
    for power in range(30, 36):
        yield "pow", [3.0, float(power)]
    # c (1 - 4^-1) = 3c/4, c (1 - 2^-b) and c / (1 + 1/3) are midpoints for one c in four.
    for _ in range(40):
        c = rng.uniform(0.1, 1)
        yield "powerLaw", [c, 1.0, 1.0, 3.0]
        yield "powerLaw", [c, 2.0, 2.0, 2.0]
        yield "powerLaw", [c, 1.0, 0.5, 15.0]
        yield "powerLaw", [c, 3.0, 0.25, 765.0]
        yield "saturating", [c, 1.0, 1.0, 3.0]
        yield "saturating", [c, 1.0, 2.0, 1.0]
        yield "saturating", [c, 1.0, 0.5, 9.0]
        yield "saturating", [c, 3.0, 1.0, 9.0]
    # c b s / d less something tiny: the product is a midpoint, and only the tiny part says which way.
    for _ in range(40):
        c, odd = math.ldexp(rng.randrange(2 ** 26, 2 ** 27) | 1, -27), rng.randrange(2 ** 26, 2 ** 27) | 1
        for exponent in (-90, -200, -700, -1000):
            size = math.ldexp(odd, exponent)
            yield "powerLaw", [c, 1.0, 1.0, size]
            yield "powerLaw", [c, 1.0, 2.0, size]
            yield "powerLaw", [c, 1.0, 0.5, size]
            yield "exponential", [c, 1.0, 1.0, size]
            yield "saturating", [c, 1.0, 1.0, size]
    for odd in range(1, 41, 2):
        yield "sigmoid", [odd * LEAST]
        yield "exponential", [0.5, 1.0, 1.0, odd * LEAST]
        yield "powerLaw", [0.5, 1.0, 1.0, odd * LEAST]
        yield "saturating", [0.5, 1.0, 1.0, odd * LEAST]


def published():
    """Hard cases of V. Lefevre and J.-M. Muller, "Worst cases for correct rounding of the elementary functions in double
    precision", 2001: some sixty bits after the last of a double are alike. Each is measured before it is taken."""
    for text in ("0x1.9E9CBBFD6080Bp-31", "-0x1.E8BDBFCD9144Ep+3", "0x1.83D4BCDEBB3F4p+2", "0x1.C7206C1B753E4p+8",
                 "-0x1.02393D5976769p+1"):
        x = float.fromhex(text)
        with mpmath.workprec(400):
            value = ratio_of(mpmath.exp(mpf(x)))
        low = nearest(value)
        step = Fraction(math.ulp(low))
        place = (value - Fraction(low)) / step
        distance = min(abs(place), abs(abs(place) - Fraction(1, 2)))
        assert distance < Fraction(1, 2 ** 50), text
        yield "exp", [x]


def main():
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20261128)
    if len(sys.argv) > 1:
        for kind, row in random_rows(rng, int(sys.argv[1])):
            print(kind, *map(repr, row), repr(KINDS[kind](*row)))
        return
    rows = {kind: {} for kind in KINDS}
    for source in (random_rows(rng, 100), ends(rng), midpoints(rng), published()):
        for kind, row in source:
            value = KINDS[kind](*row)
            if math.isfinite(value):
                rows[kind][tuple(row)] = [*row, value]
    print("{")
    print('  "source": "mpmath, by correctly_rounded.py; each value is rounded once to the nearest double, ties to even",')
    print(",\n".join(
        f'  "{kind}": [\n' + ",\n".join("    " + json.dumps(row) for row in found.values()) + "\n  ]"
        for kind, found in rows.items()))
    print("}")


if __name__ == "__main__":
    main()
