"""Protobuf's wire format as its readers take it, which is much more than its writers give: see one_encoding.py."""

import struct

from refusal import Refused

_WIRE = {"double": 1, "string": 2, "bytes": 2}


def wire_type(kind):
    """How a field of a kind is written: 0 a varint, 1 eight bytes, 2 a length and bytes."""
    return 2 if isinstance(kind, dict) else _WIRE.get(kind, 0)


def read_varint(data, at):
    """A varint of at most ten bytes, cut to 64 bits, and where it ends."""
    value, shift = 0, 0
    while at < len(data) and shift < 70:
        value |= (data[at] & 127) << shift
        at += 1
        if not data[at - 1] & 128:
            return value & 2**64 - 1, at
        shift += 7
    raise Refused("PayloadMalformed")


def write_varint(value):
    written = b""
    while value > 127:
        written += bytes([value & 127 | 128])
        value >>= 7
    return written + bytes([value])


def signed(value, bits):
    """The low bits of a number as two's complement."""
    value &= 2**bits - 1
    return value - 2**bits if value >> bits - 1 else value


def _fields(data):
    """Number, wire type and content of each field; groups, which no message here has, are passed over."""
    at, groups = 0, []
    while at < len(data):
        key, at = read_varint(data, at)
        number, wire = (key & 2**32 - 1) >> 3, key & 7
        value = None
        if wire == 0:
            value, at = read_varint(data, at)
        elif wire in (1, 2, 5):
            size = 8 if wire == 1 else 4
            if wire == 2:
                size, at = read_varint(data, at)
            value, at = data[at:at + size], at + size
        elif wire == 3:
            groups.append(number)
        elif wire != 4 or not groups or groups.pop() != number:
            raise Refused("PayloadMalformed")
        if at > len(data) or number == 0:
            raise Refused("PayloadMalformed")
        if value is not None and not groups:
            yield number, wire, value
    if groups:
        raise Refused("PayloadMalformed")


def _scalar(value, kind):
    if kind == "string":
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise Refused("PayloadMalformed") from None
    if kind == "double":
        return struct.unpack("<d", value)[0]
    if kind == "bool":
        return value != 0
    if kind == "uint32":
        return value & 2**32 - 1
    if kind in ("int32", "enum"):
        return signed(value, 32)
    return signed(value, 64) if kind == "int64" else value


def default(field):
    """What a message has where the field is not written."""
    if field.repeated:
        return []
    if field.has_presence:
        return None
    return {"string": "", "bytes": b"", "double": 0.0, "bool": False}.get(field.kind, 0)


def decode(data, schema):
    """The fields of a message by name. As every reader does: unknown fields are passed over, the last of several
    values counts, and several messages in one field are merged."""
    return _merge({field.name: default(field) for field in schema.values()}, data, schema)


def _merge(message, data, schema):
    for number, wire, value in _fields(data):
        field = schema.get(number)
        if field is None:
            continue
        if field.repeated and field.kind == "double" and wire == 2:
            if len(value) % 8:
                raise Refused("PayloadMalformed")
            message[field.name] += [double for double, in struct.iter_unpack("<d", value)]
            continue
        if wire != wire_type(field.kind):
            continue
        for other in schema.values():
            if field.choice and other.choice == field.choice and other.name != field.name:
                message[other.name] = None
        if not isinstance(field.kind, dict):
            value = _scalar(value, field.kind)
        elif field.repeated or message[field.name] is None:
            value = decode(value, field.kind)
        else:
            value = _merge(message[field.name], value, field.kind)
        message[field.name] = [*message[field.name], value] if field.repeated else value
    return message


def _write(kind, value):
    if isinstance(kind, dict):
        value = encode(value, kind)
    elif kind == "string":
        value = value.encode()
    elif kind == "double":
        return struct.pack("<d", value)
    elif kind != "bytes":
        return write_varint(int(value) & 2**64 - 1)
    return write_varint(len(value)) + value


def encode(message, schema):
    """The one encoding of a message: fields in ascending order, none that has its default, numbers packed."""
    written = b""
    for number in sorted(schema):
        field = schema[number]
        value = message.get(field.name, default(field))
        if value is None or (not field.has_presence and not value):
            continue
        if field.repeated and field.kind == "double":
            written += write_varint(number << 3 | 2) + _write("bytes", b"".join(_write("double", v) for v in value))
            continue
        for each in value if field.repeated else [value]:
            written += write_varint(number << 3 | wire_type(field.kind)) + _write(field.kind, each)
    return written
