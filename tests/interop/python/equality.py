"""Hashing to the group (RFC 9380) and batched proofs of equal logarithms (RFC 9497 section 2.2)."""

import hashlib

from refusal import Refused
from ristretto import BASE, decode_scalar, multiply_and_add, one_way_map, wide_scalar


def expand_message(message, tag, length):
    """expand_message_xmd with SHA-512, RFC 9380 section 5.3.1."""
    tag += bytes([len(tag)])
    first = hashlib.sha512(bytes(128) + message + length.to_bytes(2, "big") + b"\0" + tag).digest()
    block = bytes(64)
    output = b""
    i = 1
    while len(output) < length:
        mixed = bytes(a ^ b for a, b in zip(first, block))
        block = hashlib.sha512(mixed + bytes([i]) + tag).digest()
        output += block
        i += 1
    return output[:length]


def hash_to_group(message, tag):
    return one_way_map(expand_message(message, tag, 64))


def _prefixed(*strings):
    return b"".join(len(string).to_bytes(2, "big") + string for string in strings)


def _weights(context, key, bases, images):
    tag = b"HashToScalar-" + context
    seed = hashlib.sha512(_prefixed(key, b"Seed-" + context)).digest()
    for i, (base, image) in enumerate(zip(bases, images)):
        message = _prefixed(seed) + i.to_bytes(2, "big") + _prefixed(base.encode(), image.encode()) + b"Composite"
        yield wide_scalar(expand_message(message, tag, 64))


def verify(context, key, bases, images, proof):
    """One k with key = k·B and image = k·base for every pair; raises Refused."""
    if len(proof) != 64:
        raise Refused("WrongLength")
    c, s = decode_scalar(proof[:32]), decode_scalar(proof[32:])
    encoded_key = key.encode()
    weights = list(_weights(context, encoded_key, bases, images))
    m, z = multiply_and_add(weights, bases), multiply_and_add(weights, images)
    t2 = multiply_and_add([s, c], [BASE, key])
    t3 = multiply_and_add([s, c], [m, z])
    message = _prefixed(encoded_key, *(point.encode() for point in (m, z, t2, t3))) + b"Challenge"
    if wide_scalar(expand_message(message, b"HashToScalar-" + context, 64)) != c:
        raise Refused("EquationFails")
