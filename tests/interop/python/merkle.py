"""RFC 6962 trees by their recursive definition, and inclusion proofs by RFC 9162 section 2.1.3.2."""

import hashlib


def leaf(data):
    return hashlib.sha256(b"\0" + data).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaf(leaves[0])
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node(root(leaves[:split]), root(leaves[split:]))


def included(leaf_hash, index, size, proof, expected):
    if index >= size:
        return False
    position, last, current = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            current = node(sibling, current)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            current = node(current, sibling)
        position >>= 1
        last >>= 1
    return last == 0 and current == expected
