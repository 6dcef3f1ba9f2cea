"""ECDSA on P-256 with SHA-256 (FIPS 186-5), verifying only: messages are signed with it."""

import hashlib

from refusal import Refused

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
BASE = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)
_PREFIX = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")


def _add(p, q):
    """Affine points; None is the point at infinity."""
    if p is None or q is None:
        return p or q
    if p[0] == q[0]:
        if (p[1] + q[1]) % P == 0:
            return None
        slope = (3 * p[0] * p[0] - 3) * pow(2 * p[1], -1, P)
    else:
        slope = (q[1] - p[1]) * pow(q[0] - p[0], -1, P)
    x = (slope * slope - p[0] - q[0]) % P
    return x, (slope * (p[0] - x) - p[1]) % P


def multiply(scalar, point):
    total = None
    for bit in reversed(range(scalar.bit_length())):
        total = _add(total, total)
        if scalar >> bit & 1:
            total = _add(total, point)
    return total


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


def verify(encoded_key, message, signature):
    """Returns whether the DER signature is the key's over the message."""
    pair = _integers(signature)
    if pair is None or not all(0 < number < ORDER for number in pair):
        return False
    r, s = pair
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    inverse = pow(s, -1, ORDER)
    point = _add(
        multiply(digest * inverse % ORDER, BASE), multiply(r * inverse % ORDER, decode_key(encoded_key)))
    return point is not None and point[0] % ORDER == r
