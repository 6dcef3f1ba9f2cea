"""A transcript file checked from end to end, offline: what `candor verify` does, as docs/protocol.md describes it."""

import base64
from datetime import datetime, timedelta

import canonical
import merkle
import notes
import receipts
from market import Market, require
from refusal import Refused

_BYTES = {"commitment", "datasetRoot", "openingProof", "nonce", "recordKey", "rangeProof", "reportsDigest",
          "payload", "signature"}
# Clocks differ a little.
_TOLERANCE = timedelta(minutes=5)


def read_file(data):
    """The header, and of every entry its leaf hash and its bytes; None where they are withheld."""
    require(data.endswith(b"\n"), "MalformedFile")
    lines = [canonical.parse(line, "MalformedFile") for line in data[:-1].split(b"\n")]
    header = lines[0]
    require(header.get("type") == "candor-transcript/1", "MalformedFile")
    require(set(header) == {"type", "market", "origin", "logKey", "checkpoint"}, "MalformedFile")
    entries = []
    for i, line in enumerate(lines[1:]):
        require(line.get("index") == i and set(line) in ({"index", "entry"}, {"index", "leafHash"}), "MalformedFile")
        body = notes.strict_base64(line["entry"], "MalformedFile") if "entry" in line else None
        leaf = notes.strict_base64(line["leafHash"], "MalformedFile") if body is None else merkle.leaf(body)
        entries.append((leaf, body))
    return header, entries


def decode_entry(body):
    """An entry, its byte strings and its time decoded. Refuses one that the market would write otherwise."""
    entry = canonical.parse(body, "MalformedEntry")
    require(next(iter(entry), None) == "type", "MalformedEntry")
    require(canonical.write(entry).encode() == body, "MalformedEntry")
    decoded = _decode_bytes(entry)
    decoded["time"] = datetime.fromisoformat(entry["time"])
    return decoded


def _decode_bytes(value):
    if not isinstance(value, dict):
        return value
    return {
        name: base64.b64decode(inner, validate=True) if name in _BYTES and inner is not None
        else inner if name == "definition" else _decode_bytes(inner)
        for name, inner in value.items()
    }


def verify(data, log_key=None, kept_receipts=(), kept_checkpoints=(), now=None):
    """Checks a file, also against what its reader keeps of the log. Returns the market, whose `ahead` names the entries
    of times more than five minutes after `now`: they are the platform's word; raises Refused, with the entry's index
    where there is one."""
    header, entries = read_file(data)
    market = Market()
    market.ahead = []
    time = None
    for i, (_, body) in enumerate(entries):
        try:
            require(body is not None, "Withheld")
            entry = decode_entry(body)
            require(time is None or entry["time"] >= time, "OutOfOrder")
            time = entry["time"]
            market.add(entry)
            market.ahead += [i] if now and time > now + _TOLERANCE else []
        except Refused as refused:
            raise Refused(refused.reason, i) from None
        except (KeyError, TypeError, ValueError):
            raise Refused("MalformedEntry", i) from None
    require(market.definition is not None and market.due is None, "Incomplete")
    expected = log_key or market.definition["logKey"]
    require(not expected or expected == header["logKey"], "WrongKey")
    key = notes.parse_key(header["logKey"])
    origin = f"{key[0]}/{market.name}"
    require((header["market"], header["origin"]) == (market.name, origin), "WrongOrigin")
    checkpoint = notes.strict_base64(header["checkpoint"], "MalformedFile")
    size, root = notes.open_checkpoint(checkpoint, origin, key)
    require(size == len(entries), "WrongSize")
    leaves = [leaf for leaf, _ in entries]
    require(root == merkle.root_of_hashes(leaves), "RootMismatch")
    receipts.check(leaves, origin, key, kept_receipts, kept_checkpoints)
    return market
