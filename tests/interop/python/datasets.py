"""Statements 3, 4 and 6, verified as docs/protocol.md describes them."""

import hashlib

import equality
import merkle
from refusal import Refused
from ristretto import BASE, BLINDING_BASE, decode, decode_scalar, multiply_and_add
from statements import begin, challenge

_RECORD_TAG = b"CANDOR-V01-RECORD-with-ristretto255_XMD:SHA-512_R255MAP_RO_"


def record_point(context, record):
    """P: the element that a market's map gives a record."""
    market = hashlib.sha256(context["definitionDigest"] + context["market"].encode()).digest()
    return equality.hash_to_group(market + record, _RECORD_TAG)


def _begin_dataset(label, terms):
    transcript = begin(label, terms["context"])
    transcript.append(b"dataset-root", terms["root"])
    transcript.append(b"commitment", terms["commitment"])
    transcript.append(b"record-key", terms["key"])
    transcript.append_integer(b"size", terms["size"])
    return transcript


def verify_dataset(terms, proof):
    """Statement 3. Returns the challenge; raises Refused."""
    if len(proof) != 128:
        raise Refused("WrongLength")
    response_key, response_blinding = decode_scalar(proof[64:96]), decode_scalar(proof[96:])
    key, of_key, of_blinding = decode(terms["key"]), decode(proof[:32]), decode(proof[32:64])
    transcript = _begin_dataset(b"candor/dataset", terms)
    transcript.append(b"A_k", proof[:32])
    transcript.append(b"A_r", proof[32:64])
    e = challenge(transcript, b"e")
    zero = decode(terms["commitment"]) - terms["size"] * BASE
    if (multiply_and_add([response_key, -e], [BASE, key]) != of_key
            or multiply_and_add([response_blinding, -e], [BLINDING_BASE, zero]) != of_blinding):
        raise Refused("EquationFails")
    return e


def sample_size(records, bad_share, bits):
    """The least sample that misses ⌈δN⌉ bad records with probability at most 2^-bits."""
    bad = -(-records * bad_share // 1_000_000)
    miss, sample = 1 << 192, 0
    while miss > 1 << 192 - bits and sample < records:
        miss = -(-miss * (records - bad - sample) // (records - sample))
        sample += 1
    return sample


def verify_audit(terms, policy, nonce, openings, proof):
    """Statement 4; openings are (position, record, tag, inclusion proof). Returns the context's digest."""
    if len(openings) != sample_size(terms["size"], *policy):
        raise Refused("WrongCount")
    transcript = _begin_dataset(b"candor/audit", terms)
    transcript.append_integer(b"bad-share", policy[0])
    transcript.append_integer(b"security", policy[1])
    transcript.append(b"nonce", nonce)
    for position, record, tag, inclusion in openings:
        if not merkle.included(merkle.leaf(tag), position, terms["size"], inclusion, terms["root"]):
            raise Refused("NotUnderRoot")
        transcript.append_integer(b"position", position)
        transcript.append(b"record", record)
        transcript.append(b"tag", tag)
    digest = transcript.challenge(b"context", 32)
    points = [record_point(terms["context"], record) for _, record, _, _ in openings]
    tags = [decode(tag) for _, _, tag, _ in openings]
    equality.verify(b"candor/audit/" + digest, decode(terms["key"]), points, tags, proof)
    return digest


def verify_double_tags(context, key, other, root, tags, segment, double_tags, proof):
    """Statement 6, one segment. Returns the context's digest."""
    transcript = begin(b"candor/disjointness", context)
    transcript.append(b"record-key", key)
    transcript.append(b"other-participant", other.encode())
    transcript.append(b"other-root", root)
    transcript.append_integer(b"other-size", len(tags))
    transcript.append_integer(b"segment", segment)
    transcript.append(b"double-tags", merkle.leaf(b"".join(double_tags)))
    digest = transcript.challenge(b"context", 32)
    name = b"candor/disjointness/" + digest
    equality.verify(name, decode(key), [decode(tag) for tag in tags], [decode(tag) for tag in double_tags], proof)
    return digest
