"""The protobuf wire format, as far as payloads need it. A schema is {field number: (name, kind)}; kinds are `text`,
`bytes`, `integer`, `doubles`, a schema for a message, or a list of one for repeated messages or texts."""

import struct

from refusal import Refused


def _varint(data, at):
    value, shift = 0, 0
    while at < len(data) and shift < 70:
        value |= (data[at] & 127) << shift
        at += 1
        if not data[at - 1] & 128:
            return value, at
        shift += 7
    raise Refused("PayloadMalformed")


def _fields(data):
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(data, at)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
            value, at = data[at:at + size], at + size
        elif kind == 2:
            size, at = _varint(data, at)
            value, at = data[at:at + size], at + size
        else:
            raise Refused("PayloadMalformed")
        if at > len(data):
            raise Refused("PayloadMalformed")
        yield key >> 3, value


def _value(value, kind):
    if kind == "text":
        return value.decode()
    if kind == "doubles":
        return [number for number, in struct.iter_unpack("<d", value)]
    return decode(value, kind) if isinstance(kind, dict) else value


def _default(kind):
    if isinstance(kind, (list, dict)):
        return [] if isinstance(kind, list) else None
    return {"text": "", "bytes": b"", "integer": 0, "doubles": []}[kind]


def decode(data, schema):
    """The fields of a message by name; what the schema does not name is passed over."""
    message = {name: _default(kind) for name, kind in schema.values()}
    for number, value in _fields(data):
        if number in schema:
            name, kind = schema[number]
            if isinstance(kind, list):
                message[name].append(_value(value, kind[0]))
            else:
                message[name] = _value(value, kind)
    return message
