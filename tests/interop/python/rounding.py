"""Quality curves of markets of version 3, correctly rounded: the value of the formula, rounded once to the nearest double,
ties to even. Digits are added until everything within the error is rounded alike; where that never happens, because the
value is a ratio that may lie midway between two doubles, the ratio decides. Operators of Decimal round to the thread's own
context, so that all goes through the context that is passed."""

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction

from refusal import Refused

_FIRST_DIGITS, _EXACT_FROM, _LAST_DIGITS = 60, 200, 4000
_LONGEST = 20_000


def curve(message):
    """The curve of a definition as a function of the size, a double; what it gives is a double."""
    kind, given = next(((kind, given) for kind, given in message.items() if given is not None), (None, None))
    if kind == "linear":
        return lambda size: size
    if kind not in _FORMULAS:
        raise Refused("RulesNotSupported")
    names, formula, exact = _FORMULAS[kind]
    parameters = [given[name] for name in names]

    def evaluate(size):
        if size == 0:
            return 0.0
        numbers = [*parameters, size]
        return rounded(lambda context: formula(context, *map(Decimal, numbers)), lambda: exact(*map(Fraction, numbers)))
    return evaluate


def rounded(formula, exact):
    """The double nearest to a formula's value; exact is asked for the value as a ratio, None where it is no midpoint."""
    digits = _FIRST_DIGITS
    while digits <= _LAST_DIGITS:
        value = Fraction(formula(Context(prec=digits, Emax=MAX_EMAX, Emin=MIN_EMIN)))
        error = value / 10 ** (digits - 30)
        # Python divides whole numbers correctly rounded.
        least, most = ((value + off).numerator / (value + off).denominator for off in (-error, error))
        if least == most:
            return least
        if digits >= _EXACT_FROM and (ratio := exact()) is not None:
            return ratio.numerator / ratio.denominator
        digits *= 2
    raise AssertionError("the value is not told from a midpoint")


def _exp_minus_one(context, x):
    """e^x - 1, with every digit near 0 too."""
    if x.copy_abs() > Decimal("1e-3"):
        return context.subtract(context.exp(x), 1)
    term, total, n = x, x, 1
    while term.copy_abs() > total.copy_abs().scaleb(-context.prec, context):
        n += 1
        term = context.divide(context.multiply(term, x), n)
        total = context.add(total, term)
    return total


def _log_one_plus(context, x):
    """log(1 + x) = 2 artanh(x / (2 + x)), with every digit near 0 too."""
    if x > Decimal("1e-3"):
        return context.ln(context.add(1, x))
    z = context.divide(x, context.add(2, x))
    square, power, total, n = context.multiply(z, z), z, z, 1
    while power.copy_abs() > total.copy_abs().scaleb(-context.prec, context):
        n += 2
        power = context.multiply(power, square)
        total = context.add(total, context.divide(power, n))
    return context.multiply(2, total)


def _power(context, base, exponent):
    # Beyond this no product with other doubles comes back into their range.
    log = context.multiply(exponent, context.ln(base))
    return context.exp(max(Decimal(-5000), min(Decimal(5000), log)))


def _rest(context, x):
    """1 - e^-x; from 5000 on e^-x is 0 beside every digit."""
    return _exp_minus_one(context, x.copy_negate()).copy_negate() if x < 5000 else Decimal(1)


def _sigmoid(context, size):
    if size > 5000:
        return Decimal(1)
    growth = _exp_minus_one(context, size)
    return context.divide(growth, context.add(growth, 2))


def _power_law(context, ceiling, scale, exponent, size):
    log = _log_one_plus(context, context.divide(size, scale))
    return context.multiply(ceiling, _rest(context, context.multiply(exponent, log)))


def _exponential(context, ceiling, rate, shape, size):
    return context.multiply(ceiling, _rest(context, context.multiply(rate, _power(context, size, shape))))


def _saturating(context, ceiling, half, shape, size):
    return context.divide(ceiling, context.add(1, context.multiply(half, _power(context, size, shape.copy_negate()))))


def _exact_power(base, exponent):
    """The power where it is a ratio, and not one of more digits than a midpoint allows."""
    if base == 1:
        return Fraction(1)
    if exponent.denominator > 4096:
        return None
    parts = [_root(base.numerator, exponent.denominator), _root(base.denominator, exponent.denominator)]
    if None in parts or abs(exponent.numerator) * max(part.bit_length() for part in parts) > _LONGEST:
        return None
    return Fraction(*parts) ** exponent.numerator


def _root(number, degree):
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle ** degree <= number else (low, middle - 1)
    return low if low ** degree == number else None


def _exact_power_law(ceiling, scale, exponent, size):
    power = _exact_power(1 + size / scale, exponent)
    return None if power is None else ceiling * (1 - 1 / power)


def _exact_saturating(ceiling, half, shape, size):
    power = _exact_power(size, shape)
    return None if power is None else ceiling / (1 + half / power)


# By Lindemann's theorem a sigmoid or an exponential of a ratio other than 0 is no ratio.
_FORMULAS = {
    "sigmoid": ((), _sigmoid, lambda size: None),
    "powerLaw": (("ceiling", "scale", "exponent"), _power_law, _exact_power_law),
    "exponential": (("ceiling", "rate", "shape"), _exponential, lambda *numbers: None),
    "saturating": (("ceiling", "half", "shape"), _saturating, _exact_saturating),
}
