"""The one encoding of payloads: what writers give holds, and every other form of the same message is refused."""

import base64
import hashlib
import json
import random
import struct
import unittest

import one_encoding
from building import definition
from envelopes import message_digest
from files import lines, signing
from protobuf import decode, encode, wire_type, write_varint
from refusal import Refused
from schema import MESSAGES

DIGEST = bytes(range(32))
JOIN = {
    "participant": "markets/a/participants/b", "requestId": "join", "definitionDigest": DIGEST, "predecessor": DIGEST}
REFUSE = {
    "participant": "markets/a/participants/b", "definitionDigest": DIGEST, "commitmentEvent": 300, "refusal": 4,
    "commitmentDigest": DIGEST}
COLUMNS = [
    {"name": "n", "number": {"minimum": 0.0, "maximum": -0.0}, "optional": True},
    {"name": "i", "integer": {"minimum": -2**63, "maximum": 0}},
    {"name": "t", "text": {"pattern": "ü+", "maxBytes": 2**32 - 1}},
    {"name": "c", "category": {"values": ["", "ja"]}},
]
CURVES = [
    {"sigmoid": {}}, {"table": {"points": [{"size": 1.0, "quality": 0.5}, {}]}},
    {"powerLaw": {"ceiling": 1.0, "scale": 2.0, "exponent": 3.0}}, {"saturating": {"half": -1e300}},
]
VALUATIONS = [
    {"linear": {"rows": [{"values": [0.0, -0.0]}, {}], "entries": [{"row": 1, "alpha": 0.5}]}},
    {"growth": {"alpha": -1.5}}, {"separable": {"own": [{"points": [{"value": 1.0}]}], "effects": [{"curve": {}}]}},
]


def payloads():
    """(message's name, payload) of every payload, and definitions with every kind of field."""
    yield "JoinMarketPayload", JOIN
    yield "JoinMarketPayload", {}
    yield "SubmitCommitmentPayload", {**JOIN, "commitment": DIGEST, "openingProof": bytes(96), "recordKey": DIGEST}
    yield "SubmitReportPayload", {**JOIN, "records": 2**64 - 1, "commitmentEvent": 128, "rangeProof": bytes(608)}
    yield "RefuseCommitmentPayload", {**REFUSE, "position": 0}
    yield "RefuseCommitmentPayload", {**REFUSE, "refusal": -1}
    yield "OverlapPayload", {"market": "markets/a", "sharedRecords": 127, "debitedRecords": 16_384}
    yield "SettleMarketPayload", {"market": "markets/a", "requestId": "s", "definitionDigest": DIGEST}
    yield "CancelMarketPayload", {"market": "markets/a", "reason": "Grund: \U0001f600"}
    yield "WatchAssignmentPayload", {"participant": "p", "expireTime": {"seconds": -1, "nanos": 999_999_999}}
    yield "AccessAuditPayload", {"expireTime": {}}
    yield "OpenAuditPayload", {"commitmentEvent": 1, "size": 2**26, "datasetProof": bytes(128)}
    yield "ReadTranscriptPayload", {"market": "m", "expireTime": {"seconds": 2**31}}
    yield "ReadMarketPayload", {"market": "m", "expireTime": {"nanos": -5}}
    step = {**JOIN, "epoch": 2**63, "listDigest": DIGEST}
    yield "MaskKeyPayload", {**JOIN, "maskKey": DIGEST, "proof": bytes(64)}
    yield "CommitStatisticsPayload", {**JOIN, "listDigest": DIGEST, "statisticsDigest": DIGEST, "countOpening": DIGEST}
    yield "ProjectionsPayload", {"participant": "p", "records": 2**32 - 1, "seed": DIGEST, "bounds": bytes(64)}
    yield "ProveNearnessPayload", {
        "participant": "p", "definitionDigest": DIGEST, "statisticsDigest": DIGEST, "projectionsMessageDigest": DIGEST,
        "proofDigest": DIGEST}
    yield "StatisticsVerdictPayload", {"participant": "p", "statisticsDigest": DIGEST, "near": True}
    yield "StatisticsVerdictPayload", {"participant": "p", "statisticsDigest": DIGEST}
    yield "MaskPayload", {**step, "valuesDigest": DIGEST, "blindingsDigest": DIGEST, "seedCommitments": bytes(96)}
    yield "CheckPayload", {
        **step, "context": DIGEST, "points": bytes(96), "complaints": [{"dealer": "a", "opening": bytes(96)}, {}]}
    yield "OpenPairPayload", {**step, "other": "a", "opening": bytes(96)}
    yield "UnmaskPayload", {**step, "sharesDigest": DIGEST}
    for quality in CURVES:
        for valuation in VALUATIONS:
            rules = definition(
                quality=quality, valuation=valuation, readAccess=2, listed=True, reportGrid={"unitRecords": 1},
                validation={"records": {"columns": COLUMNS}, "maxRecords": 5, "audit": {"recordsPerSecond": 7}})
            yield "CreateMarketPayload", {"market": "m", "definition": rules}


def field(number, wire, content):
    return write_varint(number << 3 | wire) + (write_varint(len(content)) if wire == 2 else b"") + content


class Encoding(unittest.TestCase):
    def assert_refused(self, name, data, reason="PayloadNotCanonical"):
        with self.assertRaises(Refused) as refused:
            one_encoding.check(data, MESSAGES[name])
        self.assertEqual(refused.exception.reason, reason)

    def test_every_payload_written_once_holds(self):
        names = set()
        for name, message in payloads():
            data = encode(message, MESSAGES[name])
            one_encoding.check(data, MESSAGES[name])
            self.assertEqual(encode(decode(data, MESSAGES[name]), MESSAGES[name]), data)
            names.add(name)
        self.assertEqual(names, {name for name in MESSAGES if name.endswith("Payload")})

    def test_payloads_of_the_golden_market_hold(self):
        checked = 0
        for line in lines("market-v1.jsonl")[1:]:
            envelope = json.loads(base64.b64decode(line["entry"])).get("envelope")
            if envelope and envelope["payloadType"].endswith("+protobuf"):
                name = envelope["payloadType"].split(".")[-1].removesuffix("+protobuf")
                one_encoding.check(base64.b64decode(envelope["payload"]), MESSAGES[name])
                checked += 1
        self.assertEqual(checked, 15)

    def test_golden_encodings_are_told_apart(self):
        verdicts = {True: 0, False: 0}
        for vector in signing("encodings-v2.json")["payloads"]:
            data, schema = bytes.fromhex(vector["payload"]), MESSAGES[vector["message"]]
            with self.subTest(vector["what"]):
                self.assertEqual(encode(decode(data, schema), schema) == data, vector["canonical"])
                if vector["canonical"]:
                    one_encoding.check(data, schema)
                else:
                    self.assert_refused(vector["message"], data)
                verdicts[vector["canonical"]] += 1
        self.assertGreaterEqual(min(verdicts.values()), 10)

    def test_other_forms_of_the_same_message_are_refused(self):
        # The request id begins at byte 26.
        join = encode(JOIN, MESSAGES["JoinMarketPayload"])
        name, refuse = encode({"participant": "b"}, MESSAGES["JoinMarketPayload"]), "RefuseCommitmentPayload"
        forms = {
            "fields in another order": join[26:] + join[:26],
            "a field twice": join[:26] + field(2, 2, b"other") + join[26:],
            "a default": name + field(2, 2, b""),
            "an unknown field": join + field(5, 2, b"x"),
            "an unknown field's number from another version": join + field(500, 0, b"\1"),
            "the wrong wire type, which readers pass over": join + field(4, 0, b"\1"),
            "a group that the message does not have": join + b"\x7b\x0a\x01b\x7c",
            "a length with a needless byte": name[:1] + b"\x81\x00" + name[2:],
            "a tag with a needless byte": b"\x8a\x00" + name[1:],
            "a length of ten bytes": name[:1] + b"\x81" + b"\x80" * 8 + b"\x00" + name[2:],
        }
        for what, data in forms.items():
            with self.subTest(what):
                decode(data, MESSAGES["JoinMarketPayload"])
                self.assert_refused("JoinMarketPayload", data)
        for what, data in {
                "a number with a needless byte": field(3, 0, b"\x81\x00"), "a zero": field(3, 0, b"\0"),
                "more than 64 bits": field(3, 0, b"\xff" * 9 + b"\x7f"),
                "an enumeration beyond 32 bits": field(4, 0, write_varint(2**32 + 1)),
                "a negative enumeration of 32 bits": field(4, 0, write_varint(2**32 - 1)),
                "a number as eight bytes": field(3, 1, bytes(8)),
                "a group": b"\x1b\x1c"}.items():
            with self.subTest(what):
                self.assert_refused(refuse, data)
        one_encoding.check(field(3, 0, b"\x01") + field(5, 0, b"\0"), MESSAGES[refuse])

    def test_other_forms_inside_of_a_definition_are_refused(self):
        double = struct.Struct("<d").pack
        inner = {
            "an unpacked number": (6, field(1, 2, field(1, 2, field(1, 1, double(1.0))))),
            "numbers in two parts": (6, field(1, 2, field(1, 2, field(1, 2, double(1.0)) + field(1, 2, double(2.0))))),
            "no numbers, written": (6, field(1, 2, field(1, 2, field(1, 2, b"")))),
            "half a number": (6, field(1, 2, field(1, 2, field(1, 2, double(1.0)[:4])))),
            "a zero": (5, field(4, 2, field(1, 1, double(0.0)))),
            "minus zero": (5, field(4, 2, field(1, 1, double(-0.0)))),
            "two of one choice": (5, field(1, 2, b"") + field(2, 2, b"")),
            "one of a choice twice": (5, field(1, 2, b"") + field(1, 2, b"")),
            "true as two": (14, field(1, 2, field(1, 2, field(2, 0, b"\2")))),
            "false, written": (14, field(1, 2, field(1, 2, field(2, 0, b"\0")))),
            "a number of 33 bits": (14, field(5, 0, write_varint(2**32 + 1))),
            "an unknown field, deep inside": (14, field(1, 2, field(1, 2, field(9, 0, b"\1")))),
        }
        for what, (number, content) in inner.items():
            with self.subTest(what):
                self.assert_refused("MarketDefinition", field(number, 2, content))
        for what, data in {
                "the definition twice": field(3, 2, b"") + field(3, 2, field(18, 0, b"\2")),
                "the version twice": field(3, 2, field(18, 0, b"\1") + field(18, 0, b"\2")),
                "the version beyond 32 bits": field(3, 2, field(18, 0, write_varint(2**32 + 2)))}.items():
            with self.subTest(what):
                # Every reader takes it, and takes it for version 2.
                self.assertEqual(decode(data, MESSAGES["CreateMarketPayload"])["definition"]["version"], 2)
                self.assert_refused("CreateMarketPayload", data)

    def test_bytes_that_nobody_reads_are_malformed(self):
        for data in (
                field(1, 2, b"\xff"), field(1, 2, b"\xed\xa0\x80"), field(1, 2, b"\xc0\x80"), b"\x0a\x05abc", b"\x0a",
                b"\x0a" + b"\xff" * 10, b"\xff" * 11):
            for read in (decode, one_encoding.check):
                with self.subTest(data.hex()), self.assertRaises(Refused) as refused:
                    read(data, MESSAGES["JoinMarketPayload"])
                self.assertEqual(refused.exception.reason, "PayloadMalformed")

    def test_groups_are_passed_over_where_they_end(self):
        schema = MESSAGES["JoinMarketPayload"]
        name = field(1, 2, b"b")
        groups = b"\x7b" + field(1, 2, b"x") + b"\x83\x01\x84\x01\x7c"
        self.assertEqual(decode(groups + name, schema)["participant"], "b")
        for data in (b"\x7b", b"\x7c", b"\x7b\x84\x01", b"\x7b\x83\x01\x7c\x84\x01", b"\x02\x00", b"\x0e"):
            with self.subTest(data.hex()), self.assertRaises(Refused) as refused:
                decode(name + data, schema)
            self.assertEqual(refused.exception.reason, "PayloadMalformed")

    def test_exactly_what_is_read_and_written_again_as_the_same_bytes_holds(self):
        # Two ways to the same verdict: the walk over the bytes, and reading and writing the message.
        draw = random.Random(9)
        samples = [(MESSAGES[name], encode(message, MESSAGES[name])) for name, message in payloads()]
        verdicts = {True: 0, False: 0}
        for _ in range(20_000):
            schema, data = draw.choice(samples)
            changed = self.mutate(draw, data, schema)
            try:
                again = encode(decode(changed, schema), schema) == changed
            except Refused:
                again = False
            try:
                one_encoding.check(changed, schema)
                holds = True
            except Refused:
                holds = False
            self.assertEqual(holds, again, changed.hex())
            verdicts[holds] += 1
        self.assertGreater(min(verdicts.values()), 1_000, verdicts)

    def mutate(self, draw, data, schema):
        at = draw.randrange(len(data) + 1)
        kind = draw.randrange(4)
        if kind == 0 and data:
            changed = bytearray(data)
            changed[at % len(data)] ^= 1 << draw.randrange(8)
            return bytes(changed)
        if kind == 1:
            return data[:at] + draw.choice((b"\0", b"\x80\0", b"\x81", data[:at])) + data[at:]
        number, chosen = draw.choice([*schema.items()])
        extra = draw.choice((b"", b"\0", b"\1", b"\2", bytes(8), bytes(7) + b"\x80", b"\xff" * 9 + b"\1"))
        extra = field(number, wire_type(chosen.kind), extra)
        return data + extra if kind == 2 else extra + data


class Digests(unittest.TestCase):
    def test_a_message_is_named_by_what_was_signed(self):
        envelope = {"payloadType": "a/b", "payload": b"xyz", "keyId": "k", "signature": b"any"}
        wanted = hashlib.sha256(b"DSSEv1 3 a/b 3 xyz").digest()
        self.assertEqual(message_digest(envelope), wanted)
        self.assertEqual(message_digest({**envelope, "signature": b"other"}), wanted)


if __name__ == "__main__":
    unittest.main()
