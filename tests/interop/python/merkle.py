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


def root_of_hashes(hashes):
    """The root over leaf hashes, for transcripts whose entries are withheld."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return node(root_of_hashes(hashes[:split]), root_of_hashes(hashes[split:]))


def grown(first_size, first_root, second_size, second_root, proof):
    """Consistency by RFC 9162 section 2.1.4.2; nothing is proved of an empty first tree."""
    if first_size == second_size:
        return not proof and first_root == second_root
    if not 0 < first_size < second_size:
        return False
    path = [*proof] if first_size & (first_size - 1) else [first_root, *proof]
    if not path:
        return False
    position, last = first_size - 1, second_size - 1
    while position & 1:
        position >>= 1
        last >>= 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            first, second = node(sibling, first), node(sibling, second)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            second = node(second, sibling)
        position >>= 1
        last >>= 1
    return last == 0 and first == first_root and second == second_root
