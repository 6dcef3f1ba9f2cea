"""Statements 1 and 2 and the range proof, verified as docs/protocol.md describes them."""

from merlin import Transcript
from refusal import Refused
from ristretto import (
    BASE, BLINDING_BASE, IDENTITY, ORDER, chain, decode, decode_scalar, multiply_and_add, wide_scalar)

_generators = {}


def challenge(transcript, label):
    return wide_scalar(transcript.challenge(label, 64))


def begin(label, context):
    """What both statements begin with."""
    transcript = Transcript(label)
    transcript.append_integer(b"version", 1)
    transcript.append(b"generators", b"ristretto255/dalek-bulletproofs-v1")
    transcript.append(b"market", context["market"].encode())
    transcript.append(b"definition", context["definitionDigest"])
    transcript.append(b"participant", context["participant"].encode())
    transcript.append(b"participant-key", context["participantKey"])
    return transcript


def opening_challenge(context, root, commitment, nonce_commitment):
    transcript = begin(b"candor/opening", context)
    transcript.append(b"dataset-root", root)
    transcript.append(b"commitment", commitment)
    transcript.append(b"A", nonce_commitment)
    return challenge(transcript, b"e")


def verify_opening(context, root, commitment, proof):
    """Statement 1. Returns the challenge; raises Refused."""
    if len(proof) != 96:
        raise Refused("WrongLength")
    response_value, response_blinding = decode_scalar(proof[32:64]), decode_scalar(proof[64:])
    nonce_commitment = decode(proof[:32])
    point = decode(commitment)
    e = opening_challenge(context, root, commitment, proof[:32])
    sum_ = multiply_and_add([response_value, response_blinding, -e], [BASE, BLINDING_BASE, point])
    if sum_ != nonce_commitment:
        raise Refused("EquationFails")
    return e


def begin_report(context, root, commitment, event, report, nonce):
    """What statement 2's range proof follows on."""
    transcript = begin(b"candor/report", context)
    transcript.append_integer(b"commitment-event", event)
    transcript.append(b"dataset-root", root)
    transcript.append(b"commitment", commitment)
    transcript.append_integer(b"report", report)
    transcript.append(b"nonce", nonce)
    return transcript


def verify_report(context, root, commitment, event, report, nonce, proof):
    """Statement 2. Returns the range proof's challenges; raises Refused."""
    transcript = begin_report(context, root, commitment, event, report, nonce)
    return verify_range(transcript, 32, [decode(commitment) - report * BASE], proof)


def verify_range(transcript, n, values, proof):
    """The range proof for the commitments `values` to numbers below 2^n. Returns its challenges; raises Refused."""
    m = len(values)
    size = n * m
    rounds = size.bit_length() - 1
    if len(proof) != 32 * (9 + 2 * rounds):
        raise Refused("WrongLength")
    part = [proof[i:i + 32] for i in range(0, len(proof), 32)]
    t_x, t_x_blinding, e_blinding, a, b = (decode_scalar(part[i]) for i in (4, 5, 6, -2, -1))
    big_a, big_s, t_1, t_2 = (decode(part[i]) for i in range(4))
    lefts = [decode(part[7 + 2 * k]) for k in range(rounds)]
    rights = [decode(part[8 + 2 * k]) for k in range(rounds)]

    transcript.append(b"dom-sep", b"rangeproof v1")
    transcript.append_integer(b"n", n)
    transcript.append_integer(b"m", m)
    for value in values:
        transcript.append(b"V", value.encode())
    transcript.append(b"A", part[0])
    transcript.append(b"S", part[1])
    y, z = challenge(transcript, b"y"), challenge(transcript, b"z")
    transcript.append(b"T_1", part[2])
    transcript.append(b"T_2", part[3])
    x = challenge(transcript, b"x")
    transcript.append(b"t_x", part[4])
    transcript.append(b"t_x_blinding", part[5])
    transcript.append(b"e_blinding", part[6])
    w = challenge(transcript, b"w")
    transcript.append(b"dom-sep", b"ipp v1")
    transcript.append_integer(b"n", size)
    u = []
    for k in range(rounds):
        transcript.append(b"L", part[7 + 2 * k])
        transcript.append(b"R", part[8 + 2 * k])
        u.append(challenge(transcript, b"u"))
    transcript.append(b"a", part[-2])
    transcript.append(b"b", part[-1])
    c = challenge(transcript, b"c")

    inverse_u = [pow(value, -1, ORDER) for value in u]
    s = []
    for i in range(size):
        product = 1
        for k in range(rounds):
            product = product * (u[k] if i >> (rounds - 1 - k) & 1 else inverse_u[k]) % ORDER
        s.append(product)
    powers = [pow(y, i, ORDER) for i in range(size)]
    inverse_y = pow(y, -1, ORDER)
    delta = (z - z * z) * sum(powers) - (2**n - 1) * sum(pow(z, 3 + j, ORDER) for j in range(m))

    scalars = [1, x, c * x, c * x * x]
    points = [big_a, big_s, t_1, t_2]
    for k in range(rounds):
        scalars += [u[k] ** 2, inverse_u[k] ** 2]
        points += [lefts[k], rights[k]]
    for j in range(m):
        scalars.append(c * pow(z, 2 + j, ORDER))
        points.append(values[j])
    scalars += [w * (t_x - a * b) + c * (delta - t_x), -(e_blinding + c * t_x_blinding)]
    points += [BASE, BLINDING_BASE]
    for i in range(size):
        weight = pow(z, 2 + i // n, ORDER) * 2 ** (i % n)
        scalars += [-z - a * s[i], z + pow(inverse_y, i, ORDER) * (weight - b * s[size - 1 - i])]
        points += generators(i // n, i % n)
    if multiply_and_add(scalars, points) != IDENTITY:
        raise Refused("EquationFails")
    return {"y": y, "z": z, "x": x, "w": w, "u": u, "c": c}


def generators(party, i):
    """G_i and H_i of a party."""
    if party not in _generators:
        _generators[party] = list(zip(chain(b"G", party, 64), chain(b"H", party, 64)))
    return _generators[party][i]
