"""The messages of the project's .proto files, as far as payloads need them."""

import pathlib
import re
from typing import NamedTuple

_PROTOS = pathlib.Path(__file__).resolve().parents[3] / "protos" / "candor" / "v1"
_SCALARS = {"bool", "bytes", "double", "int32", "int64", "string", "uint32", "uint64"}
_TOKEN = re.compile(r'"[^"]*"|[A-Za-z0-9_.]+|[{}=;]')


class Field(NamedTuple):
    """A field of a message. `kind` is a scalar's name, `enum` with the names of its numbers, or a message's schema:
    {number: Field}."""

    name: str
    kind: object
    repeated: bool = False
    optional: bool = False
    choice: str = ""
    names: dict = {}

    @property
    def has_presence(self):
        """Whether a default value that is written differs from none at all."""
        return self.optional or self.choice != "" or (isinstance(self.kind, dict) and not self.repeated)


def _camel(name):
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)


class _Reader:
    """Reads messages and enums; services and options are passed over."""

    def __init__(self):
        self.messages = {
            "google.protobuf.Timestamp": {1: Field("seconds", "int64"), 2: Field("nanos", "int32")},
            # Of these payloads hold none.
            "Envelope": {},
        }
        self.enums = {}
        self._unresolved = []

    def read(self, text):
        self._tokens = _TOKEN.findall(re.sub(r"//[^\n]*", "", text))
        self._at = 0
        while self._at < len(self._tokens):
            kind = self._next()
            if kind in ("message", "enum"):
                self._block(kind, self._next())
            else:
                self._pass_over()

    def resolve(self):
        for scope, number, field in self._unresolved:
            name = self._find(scope, field.kind)
            kind = self.messages.get(name, "enum")
            self.messages[scope][number] = field._replace(kind=kind, names=self.enums.get(name, {}))

    def _next(self):
        self._at += 1
        return self._tokens[self._at - 1]

    def _pass_over(self):
        depth = 0
        while True:
            token = self._next()
            depth += (token == "{") - (token == "}")
            if depth == 0 and token in (";", "}"):
                return

    def _block(self, kind, name):
        self._next()
        if kind == "enum":
            self._enum(name)
            return
        self.messages[name] = {}
        self._members(name, "")

    def _enum(self, name):
        self.enums[name] = {}
        while (member := self._next()) != "}":
            self._next()
            self.enums[name][int(self._next())] = member
            self._next()

    def _members(self, scope, choice):
        while (token := self._next()) != "}":
            if token in ("message", "enum"):
                self._block(token, f"{scope}.{self._next()}")
            elif token == "oneof":
                inner = self._next()
                self._next()
                self._members(scope, inner)
            elif token == "reserved":
                self._pass_over()
            else:
                self._field(scope, token, choice)

    def _field(self, scope, token, choice):
        label = token if token in ("optional", "repeated") and self._tokens[self._at + 1] != "=" else ""
        kind = self._next() if label else token
        name = _camel(self._next())
        self._next()
        number = int(self._next())
        self._next()
        field = Field(name, kind, label == "repeated", label == "optional", choice)
        self.messages[scope][number] = field
        if kind not in _SCALARS:
            self._unresolved.append((scope, number, field))

    def _find(self, scope, kind):
        parts = scope.split(".")
        for i in range(len(parts), -1, -1):
            name = ".".join([*parts[:i], kind])
            if name in self.messages or name in self.enums:
                return name
        raise ValueError(f"{scope} has a field of type {kind}, which no file defines")


def _load():
    reader = _Reader()
    for name in ("market", "payloads"):
        reader.read((_PROTOS / f"{name}.proto").read_text("utf-8"))
    reader.resolve()
    return reader.messages


# Every message by its name, {number: Field} each.
MESSAGES = _load()
