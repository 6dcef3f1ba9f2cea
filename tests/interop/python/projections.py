"""Statement 8: projections, their intervals and the proof, as docs/protocol.md describes them."""

import hashlib
import math

from contributions import fields
from refusal import Refused
from ristretto import BASE, IDENTITY, multiply_and_add
from statements import begin, verify_range


def seed_digest(seed):
    return hashlib.sha256(fields(b"candor/projections", seed)).digest()


def matrix(seed, gram, labels, per_block):
    """The rows, first those of the Gram block."""
    stream = hashlib.shake_256(fields(b"candor/projections", seed)).digest(8 * (gram + labels))
    words = [int.from_bytes(stream[i:i + 8], "little") for i in range(0, len(stream), 8)]
    entries = [[(word >> 2 * row & 1) - (word >> 2 * row + 1 & 1) for word in words] for row in range(per_block)]
    return ([row[:gram] + [0] * labels for row in entries] + [[0] * gram + row[gram:] for row in entries])


def _root(numerator, denominator):
    """The least integer whose square is at least the fraction."""
    value = -(-numerator // denominator)
    root = math.isqrt(value)
    return root if root * root == value else root + 1


def interval(row, opened, block, records, report, z_thousandths):
    """Low and high of one projection; `block` is the number of its block's coordinates. Raises Refused."""
    values = [sum(entry * x for entry, x in zip(row, record)) for record in opened]
    k, n, t = len(values), records, report
    total, squares = sum(values), sum(value * value for value in values)
    tolerance = 0
    if k > 1:
        tolerance = _root(
            z_thousandths**2 * t * (k * squares - total**2) * ((n - k) * t + (n - t) * k),
            10**6 * k * k * (k - 1) * n)
    above, below = ((n - k) * t, n * k) if (n - k) * t >= n * k else (1, 1)
    tolerance += _root(2**63 * block * above**2, below**2)
    if tolerance >= 2**63:
        raise Refused("TOO_MANY_RECORDS")
    return t * total // k - tolerance, -(-t * total // k) + tolerance


def verify_near(context, root, report, digest, commitments, shape, seed, rows, bounds, proof):
    """Statement 8 for points `commitments` of this digest; raises Refused."""
    proofs = len(rows) // 4
    if len(proof) != 864 * proofs:
        raise Refused("WrongLength")
    transcript = begin(b"candor/contribution", context)
    transcript.append(b"dataset-root", root)
    transcript.append_integer(b"report", report)
    transcript.append(b"statistics", digest)
    transcript.append_integer(b"gram-coordinates", shape[0])
    transcript.append_integer(b"label-coordinates", shape[1])
    transcript.append(b"projections", seed)
    transcript.append(b"bounds", b"".join(
        end.to_bytes(16, "little", signed=True) for ends in bounds for end in ends))
    values = []
    for row, (low, high) in zip(rows, bounds, strict=True):
        projected = multiply_and_add(row, commitments) if any(row) else IDENTITY
        values += [projected - low * BASE, high * BASE - projected]
    for i in range(proofs):
        verify_range(transcript, 64, values[8 * i:8 * i + 8], proof[864 * i:864 * i + 864])
