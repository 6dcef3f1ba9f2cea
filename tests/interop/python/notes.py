"""C2SP signed notes and checkpoints."""

import base64
import hashlib

import ed25519
from refusal import Refused


def strict_base64(text, reason):
    """Canonical base64, or Refused."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Refused(reason) from None
    if base64.b64encode(data).decode() != text:
        raise Refused(reason)
    return data


def parse_key(text):
    """`name+hash+key` of an Ed25519 key: its name, its id of four bytes, its 32 bytes."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise Refused("MalformedKey")
    name, key_id, encoded = parts
    data = strict_base64(encoded, "MalformedKey")
    digest = hashlib.sha256(name.encode() + b"\n" + data).digest()
    if len(data) != 33 or data[0] != 1 or digest[:4].hex() != key_id or not name or any(c.isspace() for c in name):
        raise Refused("MalformedKey")
    if not ed25519.is_key(data[1:]):
        raise Refused("MalformedKey")
    return name, digest[:4], data[1:]


def open_note(note, key):
    """The text of a note that the key has signed; raises Refused."""
    name, key_id, public = key
    try:
        whole = note.decode()
    except UnicodeDecodeError:
        raise Refused("MalformedNote") from None
    text, blank, signatures = whole.rpartition("\n\n")
    if not blank or not signatures.endswith("\n") or any(c < " " and c != "\n" for c in whole):
        raise Refused("MalformedNote")
    text += "\n"
    found = False
    for line in signatures[:-1].split("\n"):
        parts = line.removeprefix("— ").split(" ")
        if not line.startswith("— ") or len(parts) != 2:
            raise Refused("MalformedNote")
        signature = strict_base64(parts[1], "MalformedNote")
        if parts[0] == name and signature[:4] == key_id:
            if not ed25519.verify(public, text.encode(), signature[4:]):
                raise Refused("InvalidSignature")
            found = True
    if not found:
        raise Refused("UnknownKey")
    return text


def open_checkpoint(note, origin, key):
    """A checkpoint of one log: its size and its root. Raises Refused."""
    lines = open_note(note, key).split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]) or not lines[1].isascii() or not lines[1].isdigit() \
            or str(int(lines[1])) != lines[1]:
        raise Refused("MalformedCheckpoint")
    root = strict_base64(lines[2], "MalformedCheckpoint")
    if len(root) != 32:
        raise Refused("MalformedCheckpoint")
    if lines[0] != origin:
        raise Refused("WrongOrigin")
    return int(lines[1]), root
