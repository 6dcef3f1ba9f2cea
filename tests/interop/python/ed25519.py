"""Ed25519 (RFC 8032), verifying only: checkpoints are signed with it."""

import hashlib

from ristretto import IDENTITY, ORDER, P, Point

_D = -121665 * pow(121666, -1, P) % P
_SQRT_MINUS_ONE = pow(2, (P - 1) // 4, P)


def _decode(encoding):
    """Section 5.1.3; None where the bytes are no point."""
    number = int.from_bytes(encoding, "little")
    y, sign = number % 2**255, number >> 255
    if len(encoding) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * _SQRT_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return Point(x, y, 1, x * y % P)


def _encode(point):
    inverse = pow(point.z, -1, P)
    x, y = point.x * inverse % P, point.y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _multiply(scalar, point):
    # The scalar is not reduced: a point that is decoded here may be outside of the subgroup of prime order.
    total = IDENTITY
    for bit in reversed(range(scalar.bit_length())):
        total = total.double()
        if scalar >> bit & 1:
            total = total + point
    return total


BASE = _decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def _is_small(point):
    """Whether the point is one of the eight whose order divides the cofactor."""
    return _encode(_multiply(8, point)) == _encode(IDENTITY)


def is_key(public_key):
    """Whether the bytes are the one encoding of a point that is not of small order: under those anyone can sign."""
    key = _decode(public_key)
    return key is not None and not _is_small(key)


def verify(public_key, message, signature):
    """Section 5.1.7, without the cofactor. Returns whether the signature is the key's over the message."""
    if len(signature) != 64 or not is_key(public_key):
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % ORDER
    point = _multiply(s, BASE) + _multiply(k, -_decode(public_key))
    return _encode(point) == signature[:32] and not _is_small(point)
