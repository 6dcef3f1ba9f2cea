"""The project's vectors and golden files."""

import json
import pathlib

_TESTS = pathlib.Path(__file__).resolve().parents[2]


def vectors(name):
    return json.loads((_TESTS / "vectors" / name).read_text("utf-8"))


def golden(name):
    return json.loads((_TESTS / "golden" / "commitments" / name).read_text("utf-8"))


def transcript(name):
    return (_TESTS / "golden" / "transcripts" / name).read_bytes()


def lines(name):
    return [json.loads(line) for line in transcript(name).splitlines()]


def signing(name):
    return json.loads((_TESTS / "golden" / "signing" / name).read_text("utf-8"))


def case(name):
    return (_TESTS / "cases" / "transcripts" / f"{name}.transcript").read_bytes()


def receipt():
    return (_TESTS / "golden" / "receipts" / "message-receipt-v1.json").read_bytes()


def release(name):
    """A file that version 0.1.0 made."""
    return (_TESTS / "golden" / "releases" / "0.1.0" / name).read_bytes()


def trained():
    """The folder of what a server kept of a market that trained."""
    return _TESTS / "golden" / "training" / "market-v1"
