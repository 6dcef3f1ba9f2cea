"""Canonical record bytes: from cells, and checked by a market's columns (definitions in protobuf's JSON mapping)."""

import math
import re
import struct

from normalization import SPACE, normalise
from refusal import Refused

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?[0-9]+", re.ASCII)


def _number(rules, text):
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(value) or not rules.get("minimum", -math.inf) <= value <= rules.get("maximum", math.inf):
        raise Refused("InvalidRecord")
    return b"\1" + struct.pack("<d", value + 0.0)


def _integer(rules, text):
    value = int(text) if _INTEGER.fullmatch(text) else 2**63
    if not int(rules.get("minimum", -2**63)) <= value <= int(rules.get("maximum", 2**63 - 1)):
        raise Refused("InvalidRecord")
    return b"\2" + struct.pack("<q", value)


def _text(rules, text):
    # A pattern's language is a part of RE2's; the golden market's patterns mean the same to Python.
    if rules.get("normalization") is not None:
        text = normalise(text, rules["normalization"])
    data = text.encode()
    if len(data) > (rules.get("maxBytes") or 65_536) or not re.fullmatch(rules.get("pattern") or r"(?s:.*)", text):
        raise Refused("InvalidRecord")
    return b"\3" + struct.pack("<I", len(data)) + data


def _category(rules, text):
    if text not in rules["values"]:
        raise Refused("InvalidRecord")
    return _text({}, text)


_KINDS = {"number": _number, "integer": _integer, "text": _text, "category": _category}


def encode_cell(column, cell):
    """The canonical bytes of one cell; raises Refused."""
    kind = next(name for name in _KINDS if name in column)
    text = cell.strip(SPACE)
    if text:
        return _KINDS[kind](column[kind], text)
    if not column.get("optional"):
        raise Refused("InvalidRecord")
    return b"\0"


def encode(columns, cells):
    if len(columns) != len(cells):
        raise ValueError(f"{len(cells)} cells for {len(columns)} columns")
    return b"".join(encode_cell(column, cell) for column, cell in zip(columns, cells))
