"""Protobuf's JSON mapping of a message that was decoded: what an entry shows of a definition."""

import base64
from datetime import datetime, timedelta, timezone

from protobuf import default
from refusal import Refused
from schema import MESSAGES

_TIMESTAMP = MESSAGES["google.protobuf.Timestamp"]


def time_of(stamp):
    """A timestamp, to the microsecond; Refused where no calendar has it."""
    try:
        return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(
            seconds=stamp["seconds"], microseconds=stamp["nanos"] // 1000)
    except OverflowError:
        raise Refused("DefinitionInvalid") from None


def _time(stamp):
    text = time_of({**stamp, "nanos": 0}).replace(tzinfo=None).isoformat()
    nanos = f"{stamp['nanos']:09}"
    digits = next(n for n in (0, 3, 6, 9) if not nanos[n:].strip("0"))
    return f"{text}.{nanos[:digits]}Z" if digits else f"{text}Z"


def _value(field, value):
    if field.kind is _TIMESTAMP:
        return _time(value)
    if isinstance(field.kind, dict):
        return to_json(value, field.kind)
    if field.kind == "bytes":
        return base64.b64encode(value).decode()
    if field.kind in ("int64", "uint64"):
        return str(value)
    if field.kind == "double" and value.is_integer() and abs(value) < 1e15:
        # The shortest form that reads back to the same double has no point.
        return int(value)
    return field.names.get(value, value)


def to_json(message, schema):
    """The JSON value, members in the order of their numbers; what has its default is left out."""
    return {
        field.name: [_value(field, each) for each in message[field.name]] if field.repeated
        else _value(field, message[field.name])
        for _, field in sorted(schema.items())
        if message[field.name] is not None and (field.has_presence or message[field.name] != default(field))
    }
