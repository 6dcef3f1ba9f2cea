"""Shamir's shares and Feldman's commitments, as docs/protocol.md describes them."""

from refusal import Refused
from ristretto import BASE, ORDER, decode, decode_scalar, multiply_and_add


def parse_commitments(encodings, threshold):
    """Exactly t points, none the identity; raises Refused."""
    if len(encodings) != threshold:
        raise Refused("WrongLength")
    return [decode(encoding) for encoding in encodings]


def verify_share(commitments, roster_index, share):
    """The share's value; raises Refused."""
    value = decode_scalar(share)
    powers = [pow(roster_index + 1, k, ORDER) for k in range(len(commitments))]
    if value * BASE != multiply_and_add(powers, commitments):
        raise Refused("EquationFails")
    return value


def reconstruct(commitments, shares):
    """The secret, from (roster index, share) of which each is checked first."""
    values = {index + 1: verify_share(commitments, index, share) for index, share in shares}
    if len(values) < len(commitments):
        raise Refused("WrongCount")
    secret = 0
    for own, value in values.items():
        for other in values:
            if other != own:
                value = value * other * pow(other - own, -1, ORDER) % ORDER
        secret += value
    return secret % ORDER
