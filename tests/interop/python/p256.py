"""ECDSA on P-256 with SHA-256 (FIPS 186-5): messages are signed with it. Only verifying; signatures are strict DER."""

import hashlib

from refusal import Refused

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
BASE = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)
_PREFIX = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")


def _double(point):
    """Jacobian coordinates: x = X/Z², y = Y/Z³; None is the point at infinity. The order is odd: no y is zero."""
    if point is None:
        return None
    x, y, z = point
    square = y * y % P
    shared = 4 * x * square % P
    slope = 3 * (x - z * z) * (x + z * z) % P
    new_x = (slope * slope - 2 * shared) % P
    return new_x, (slope * (shared - new_x) - 8 * square * square) % P, 2 * y * z % P


def _add(p, q):
    if p is None or q is None:
        return p or q
    (x1, y1, z1), (x2, y2, z2) = p, q
    square1, square2 = z1 * z1 % P, z2 * z2 % P
    u1, s1 = x1 * square2 % P, y1 * square2 * z2 % P
    width, height = (x2 * square1 - u1) % P, (y2 * square1 * z1 - s1) % P
    if width == 0:
        return None if height else _double(p)
    square = width * width % P
    cube, shared = square * width % P, u1 * square % P
    x = (height * height - cube - 2 * shared) % P
    return x, (height * (shared - x) - s1 * cube) % P, z1 * z2 * width % P


def multiply_and_add(*terms):
    """Σ scalar·point of affine points; None where that is the point at infinity."""
    total = None
    for bit in reversed(range(256)):
        total = _double(total)
        for scalar, point in terms:
            if scalar >> bit & 1:
                total = _add(total, (*point, 1))
    if total is None:
        return None
    x, y, z = total
    inverse = pow(z, -1, P)
    return x * inverse * inverse % P, y * inverse ** 3 % P


def decode_key(encoded):
    """SubjectPublicKeyInfo with an uncompressed point: 91 bytes, the one spelling of a key. Raises Refused."""
    if len(encoded) != 91 or not encoded.startswith(_PREFIX):
        raise Refused("MalformedKey")
    x, y = int.from_bytes(encoded[27:59], "big"), int.from_bytes(encoded[59:], "big")
    if x >= P or y >= P or (y * y - x * x * x + 3 * x - _B) % P:
        raise Refused("MalformedKey")
    return x, y


def key_id(encoded):
    return hashlib.sha256(encoded).hexdigest()


def _integers(der):
    """r and s of an ASN.1 DER SEQUENCE of two INTEGERs; None where it is none."""
    if len(der) < 8 or der[0] != 0x30 or der[1] != len(der) - 2 or der[1] >= 128:
        return None
    numbers, rest = [], der[2:]
    while rest:
        if len(rest) < 3 or rest[0] != 2 or rest[1] == 0 or rest[1] > len(rest) - 2:
            return None
        content, rest = rest[2:2 + rest[1]], rest[2 + rest[1]:]
        if len(content) > 1 and content[0] in (0, 0xFF) and content[0] >> 7 == content[1] >> 7:
            return None
        numbers.append(int.from_bytes(content, "big", signed=True))
    return numbers if len(numbers) == 2 else None


def has_low_s(signature):
    """Whether s is at most half of the order: of (r, s) and (r, n - s), which sign the same, one is low."""
    pair = _integers(signature)
    return pair is not None and 0 < pair[1] <= ORDER // 2


def verify(encoded_key, message, signature):
    """Returns whether the DER signature is the key's over the message."""
    pair = _integers(signature)
    if pair is None or not all(0 < number < ORDER for number in pair):
        return False
    r, s = pair
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    inverse = pow(s, -1, ORDER)
    point = multiply_and_add((digest * inverse % ORDER, BASE), (r * inverse % ORDER, decode_key(encoded_key)))
    return point is not None and point[0] % ORDER == r
