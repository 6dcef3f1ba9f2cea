"""Statement 7 and the vectors under it, verified as docs/protocol.md describes them."""

import hashlib

from aes import counter_stream, hkdf
from refusal import Refused
from ristretto import BASE, BLINDING_BASE, ORDER, decode, decode_scalar, multiply_and_add, wide_scalar


def fields(*values):
    """Each as LE32 of its length and its bytes; integers as LE64."""
    encoded = [value.to_bytes(8, "little") if isinstance(value, int) else value for value in values]
    return b"".join(len(value).to_bytes(4, "little") + value for value in encoded)


def vector_digest(kind, elements):
    return hashlib.sha256(fields(b"candor/vector", kind, len(elements)) + b"".join(elements)).digest()


def scalar_stream(key, count):
    stream = counter_stream(key, 64 * count)
    return [wide_scalar(stream[i:i + 64]) for i in range(0, 64 * count, 64)]


def blindings(context, coordinates, seed):
    """The r_j that follow from a contributor's seed."""
    salt = hashlib.sha256(b"".join(x.to_bytes(8, "little", signed=True) for x in coordinates)).digest()
    info = fields(
        b"candor/statistics", context["market"].encode(), context["definitionDigest"], context["participant"].encode())
    return scalar_stream(hkdf(seed, salt, info), len(coordinates))


def commit(value, blinding):
    return multiply_and_add([value % ORDER, blinding], [BASE, BLINDING_BASE])


def statistics(encodings, count, digest):
    """The commitments to all coordinates as points; raises Refused."""
    if len(encodings) != count:
        raise Refused("WrongLength")
    points = [decode(encoding) for encoding in encodings]
    if vector_digest(b"statistics", encodings) != digest:
        raise Refused("EquationFails")
    return points


def verify_count(points, records, opening):
    """Statement 7; raises Refused."""
    if len(opening) != 32:
        raise Refused("WrongLength")
    if commit(records << 30, decode_scalar(opening)) != points[0]:
        raise Refused("EquationFails")
