"""Provers of statements 1 and 2 for tests. Their randomness is drawn from fixed bytes, so that nothing they make is
secret."""

import hashlib

from ristretto import BASE, BLINDING_BASE, ORDER, multiply_and_add
from statements import begin_report, challenge, generators, opening_challenge

_BITS = 32


class _Draw:
    def __init__(self, seed):
        self._seed, self._count = seed, 0

    def __call__(self):
        self._count += 1
        digest = hashlib.sha512(self._seed + self._count.to_bytes(8, "little")).digest()
        return int.from_bytes(digest, "little") % ORDER


def _bytes(scalar):
    return (scalar % ORDER).to_bytes(32, "little")


def commit(value, blinding):
    return multiply_and_add([value, blinding], [BASE, BLINDING_BASE]).encode()


def prove_opening(context, root, value, blinding):
    """Statement 1."""
    draw = _Draw(b"opening")
    of_value, of_blinding = draw(), draw()
    nonce_commitment = commit(of_value, of_blinding)
    e = opening_challenge(context, root, commit(value, blinding), nonce_commitment)
    return nonce_commitment + _bytes(of_value + e * value) + _bytes(of_blinding + e * blinding)


def prove_report(context, root, event, report, nonce, value, blinding):
    """Statement 2; `value` is the committed size less what is debited."""
    commitment = commit(value, blinding)
    transcript = begin_report(context, root, commitment, event, report, nonce)
    return _prove_range(transcript, value - report, blinding)


def _point(transcript, label, scalars, points):
    encoded = multiply_and_add(scalars, points).encode()
    transcript.append(label, encoded)
    return encoded


def _scalar(transcript, label, scalar):
    transcript.append(label, _bytes(scalar))
    return _bytes(scalar)


def _inner(left, right):
    return sum(a * b for a, b in zip(left, right)) % ORDER


def _prove_range(transcript, value, blinding):
    """Bulletproofs for one value of 32 bits, step by step as docs/protocol.md lists what is absorbed."""
    draw = _Draw(b"range")
    g, h = map(list, zip(*(generators(0, i) for i in range(_BITS))))
    bits = [value >> i & 1 for i in range(_BITS)]
    s_l, s_r = [draw() for _ in bits], [draw() for _ in bits]
    alpha, rho, tau_1, tau_2 = draw(), draw(), draw(), draw()

    transcript.append(b"dom-sep", b"rangeproof v1")
    transcript.append_integer(b"n", _BITS)
    transcript.append_integer(b"m", 1)
    transcript.append(b"V", commit(value, blinding))
    proof = _point(transcript, b"A", [*bits, *(bit - 1 for bit in bits), alpha], [*g, *h, BLINDING_BASE])
    proof += _point(transcript, b"S", [*s_l, *s_r, rho], [*g, *h, BLINDING_BASE])
    y, z = challenge(transcript, b"y"), challenge(transcript, b"z")

    powers = [pow(y, i, ORDER) for i in range(_BITS)]
    l_0 = [bit - z for bit in bits]
    r_0 = [powers[i] * (bits[i] - 1 + z) + z * z * 2**i for i in range(_BITS)]
    r_1 = [powers[i] * s_r[i] for i in range(_BITS)]
    t_1, t_2 = _inner(l_0, r_1) + _inner(s_l, r_0), _inner(s_l, r_1)
    proof += _point(transcript, b"T_1", [t_1, tau_1], [BASE, BLINDING_BASE])
    proof += _point(transcript, b"T_2", [t_2, tau_2], [BASE, BLINDING_BASE])
    x = challenge(transcript, b"x")

    left = [(l_0[i] + s_l[i] * x) % ORDER for i in range(_BITS)]
    right = [(r_0[i] + r_1[i] * x) % ORDER for i in range(_BITS)]
    proof += _scalar(transcript, b"t_x", _inner(left, right))
    proof += _scalar(transcript, b"t_x_blinding", tau_2 * x * x + tau_1 * x + z * z * blinding)
    proof += _scalar(transcript, b"e_blinding", alpha + rho * x)
    q = challenge(transcript, b"w") * BASE
    inverse_y = pow(y, -1, ORDER)
    h = [pow(inverse_y, i, ORDER) * h[i] for i in range(_BITS)]

    transcript.append(b"dom-sep", b"ipp v1")
    transcript.append_integer(b"n", _BITS)
    while len(left) > 1:
        half = len(left) // 2
        a_low, a_high, b_low, b_high = left[:half], left[half:], right[:half], right[half:]
        proof += _point(transcript, b"L", [*a_low, *b_high, _inner(a_low, b_high)], [*g[half:], *h[:half], q])
        proof += _point(transcript, b"R", [*a_high, *b_low, _inner(a_high, b_low)], [*g[:half], *h[half:], q])
        u = challenge(transcript, b"u")
        inverse = pow(u, -1, ORDER)
        left = [(a * u + b * inverse) % ORDER for a, b in zip(a_low, a_high)]
        right = [(a * inverse + b * u) % ORDER for a, b in zip(b_low, b_high)]
        g = [multiply_and_add([inverse, u], [g[i], g[half + i]]) for i in range(half)]
        h = [multiply_and_add([u, inverse], [h[i], h[half + i]]) for i in range(half)]
    return proof + _bytes(left[0]) + _bytes(right[0])
