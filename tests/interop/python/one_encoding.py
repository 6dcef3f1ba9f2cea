"""The one encoding of a payload in markets of version 2 (protos/SIGNING.md). Everything else that protobuf's readers
take for the same message is refused, or two readers might read two things in the same signed bytes."""

import protobuf
from refusal import Refused


def _require(holds):
    if not holds:
        raise Refused("PayloadNotCanonical")


def _varint(data, at):
    value, end = protobuf.read_varint(data, at)
    _require(protobuf.write_varint(value) == data[at:end])
    return value, end


def _check_scalar(kind, value):
    if kind == "bool":
        _require(value < 2)
    elif kind == "uint32":
        _require(value < 2**32)
    elif kind in ("int32", "enum"):
        # Below zero a number of 32 bits is written as one of 64.
        _require(value < 2**31 or value >= 2**64 - 2**31)
    elif kind == "string":
        try:
            value.decode()
        except UnicodeDecodeError:
            raise Refused("PayloadMalformed") from None


def _is_default(kind, value):
    # Minus zero is a double's default as well: it is equal to zero.
    return value in (bytes(8), bytes(7) + b"\x80") if kind == "double" else not value


def check(data, schema):
    """Raises Refused unless the bytes are the one encoding of a message: PayloadMalformed where nobody reads them,
    PayloadNotCanonical otherwise."""
    at, last, chosen = 0, 0, set()
    while at < len(data):
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        field = schema.get(number)
        _require(field is not None)
        packed = field.repeated and field.kind == "double"
        _require(wire == (2 if packed else protobuf.wire_type(field.kind)))
        _require(number > last or (number == last and field.repeated and not packed))
        _require(not field.choice or field.choice not in chosen)
        chosen.add(field.choice)
        last = number
        if wire == 0:
            value, at = _varint(data, at)
        else:
            size, at = _varint(data, at) if wire == 2 else (8, at)
            value, at = data[at:at + size], at + size
            if at > len(data):
                raise Refused("PayloadMalformed")
        if packed:
            _require(value and len(value) % 8 == 0)
        elif isinstance(field.kind, dict):
            check(value, field.kind)
        else:
            _check_scalar(field.kind, value)
            _require(field.repeated or field.has_presence or not _is_default(field.kind, value))
