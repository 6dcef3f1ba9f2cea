"""JSON as a market's entries are written: compact, members in their order, little escaped (docs/protocol.md,
section Entries)."""

import json
import unicodedata

from refusal import Refused

_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_ESCAPED = {"Cc", "Cn", "Co", "Zl", "Zp", "Zs"}


class Number(float):
    """A number that keeps its spelling: the shortest form of a double is the platform's affair."""

    def __new__(cls, text):
        number = super().__new__(cls, text)
        number.text = text
        return number


def parse(text, reason):
    """One JSON object, no member of it twice; Refused where it is none."""
    def strict(pairs):
        if len(dict(pairs)) != len(pairs):
            raise Refused(reason)
        return dict(pairs)

    try:
        value = json.loads(text, object_pairs_hook=strict, parse_float=Number)
    except ValueError:
        raise Refused(reason) from None
    if not isinstance(value, dict):
        raise Refused(reason)
    return value


def _character(c):
    if c in _SHORT:
        return _SHORT[c]
    if c == " " or (c <= "\uffff" and c != "\ufeff" and unicodedata.category(c) not in _ESCAPED):
        return c
    units = c.encode("utf-16-be")
    return "".join(f"\\u{units[i]:02X}{units[i + 1]:02X}" for i in range(0, len(units), 2))


def write(value):
    if isinstance(value, dict):
        return "{" + ",".join(f"{write(name)}:{write(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(write(inner) for inner in value) + "]"
    if isinstance(value, str):
        return '"' + "".join(_character(c) for c in value) + '"'
    return value.text if isinstance(value, Number) else json.dumps(value)
