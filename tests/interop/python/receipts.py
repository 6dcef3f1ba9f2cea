"""What a participant keeps of a log, a receipt of each message and the last checkpoint, held against a transcript."""

import base64
import json

import canonical
import merkle
import notes
from market import require

_TYPE = "candor-message-receipt/1"
_MEMBERS = {"index", "entry", "checkpoint", "inclusionProof"}


def read(data):
    """The receipts of a file: one of its own, or all that a file keeps beside other things."""
    document = canonical.parse(data, "MalformedReceipt")
    if "type" in document:
        require(document.pop("type") == _TYPE and {*document} == _MEMBERS, "MalformedReceipt")
        return [_decoded(document)]
    lists = [value if isinstance(value, list) else [value] for value in document.values()]
    found = [value for values in lists for value in values if isinstance(value, dict) and {*value} == _MEMBERS]
    require(found, "MalformedReceipt")
    return [_decoded(value) for value in found]


def _decoded(value):
    index, proof = value["index"], value["inclusionProof"]
    require(type(index) is int and 0 <= index < 2**64 and isinstance(proof, list), "MalformedReceipt")
    entry, checkpoint, *proof = (_bytes(text) for text in (value["entry"], value["checkpoint"], *proof))
    return {"index": index, "entry": entry, "checkpoint": checkpoint, "inclusionProof": proof}


def _bytes(text):
    require(isinstance(text, str), "MalformedReceipt")
    return notes.strict_base64(text, "MalformedReceipt")


def check(leaves, origin, key, receipts=(), checkpoints=()):
    """Raises Refused unless the log of these leaf hashes has grown from every checkpoint, and has the entry of every
    receipt where the receipt, which must hold by itself, says."""
    for checkpoint in checkpoints:
        _grown(leaves, *notes.open_checkpoint(checkpoint, origin, key))
    for receipt in receipts:
        leaf = merkle.leaf(receipt["entry"])
        size, root = notes.open_checkpoint(receipt["checkpoint"], origin, key)
        require(merkle.included(leaf, receipt["index"], size, receipt["inclusionProof"], root), "NotIncluded")
        require(receipt["index"] < len(leaves), "RolledBack")
        require(leaves[receipt["index"]] == leaf, "EntryDiffers")
        _grown(leaves, size, root)


def _grown(leaves, size, root):
    require(size <= len(leaves), "RolledBack")
    require(merkle.root_of_hashes(leaves[:size]) == root, "Forked")


def write(receipt):
    """A file of one receipt, as everybody writes it."""
    def text(data):
        return base64.b64encode(data).decode()

    document = {
        "type": _TYPE, "index": receipt["index"], "entry": text(receipt["entry"]),
        "checkpoint": text(receipt["checkpoint"]), "inclusionProof": [text(hash) for hash in receipt["inclusionProof"]],
    }
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()
