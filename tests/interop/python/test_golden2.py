"""The golden market of version 2 holds here, and each of its forgeries, signed again by the platform and where it takes
one by a member, is refused for its own reason."""

import base64
import hashlib
import json
import unittest

import canonical
import files
import merkle
from envelopes import ATTESTATION_TYPE, attestation, pre_authentication_encoding, read_attestation, type_of
from protobuf import decode, encode, write_varint
from refusal import Refused
from schema import MESSAGES
from signers import Log, golden_signer
from transcript import decode_entry, read_file, verify

FILE = files.transcript("market-v2.jsonl")
HEADER, ENTRIES = read_file(FILE)
BODIES = [body for _, body in ENTRIES]
SHOWN = [json.loads(body) for body in BODIES]
LOG = Log("candor.example", bytes([7]) * 32)
LAST = len(BODIES) - 1


def text(data):
    return base64.b64encode(data).decode()


def write(entries):
    """The file of other entries, under a checkpoint of the golden log."""
    bodies = [canonical.write(canonical.parse(json.dumps(entry), "MalformedEntry")).encode() for entry in entries]
    checkpoint = LOG.checkpoint(HEADER["origin"], len(bodies), merkle.root(bodies))
    rows = [{**HEADER, "checkpoint": text(checkpoint)}]
    rows += [{"index": i, "entry": text(body)} for i, body in enumerate(bodies)]
    return "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows).encode()


def indices(kind, participant=None):
    return [
        i for i, entry in enumerate(SHOWN)
        if entry["type"] == kind and participant in (None, entry.get("participant"))]


def sender(entry):
    """Who signed it."""
    return entry.get("validator") or entry.get("participant") or "registry"


def resigned(entry, payload, high=False):
    """The entry with other bytes that its sender signs."""
    signature = golden_signer(sender(entry)).sign(
        pre_authentication_encoding(entry["envelope"]["payloadType"], payload), high)
    return {**entry, "envelope": {**entry["envelope"], "payload": text(payload), "signature": text(signature)}}


def said(entry):
    """The payload as its sender encoded it, its message's schema, and its decoded fields."""
    payload = base64.b64decode(entry["envelope"]["payload"])
    name = entry["envelope"]["payloadType"].split(".")[-1].removesuffix("+protobuf")
    return payload, MESSAGES.get(name), decode(payload, MESSAGES[name]) if name in MESSAGES else None


def changed(index, **fields):
    """All entries, one of them with other fields in what was signed, and signed again."""
    entry = SHOWN[index]
    _, schema, message = said(entry)
    return [*SHOWN[:index], resigned(entry, encode({**message, **fields}, schema)), *SHOWN[index + 1:]]


class Golden2(unittest.TestCase):
    def assert_refused(self, reason, index, entries):
        with self.assertRaises(Refused) as refused:
            verify(write(entries))
        self.assertEqual(refused.exception.args, (reason, index))

    def replaced(self, index, entry):
        return [*SHOWN[:index], entry, *SHOWN[index + 1:]]

    def test_golden_market_holds(self):
        market = verify(FILE, log_key=HEADER["logKey"])
        self.assertEqual((market.version, market.phase, market.events), (2, "settled", 23))
        self.assertEqual([member["report"] for member in market.members.values()], [10, 8, 6])
        # What was debited for north's first commitment fell with it.
        self.assertEqual([member["debit"] for member in market.members.values()], [2, 1, 0])

    def test_signing_again_changes_nothing(self):
        # So that each forgery below is refused for what was forged.
        self.assertEqual(LOG.text, HEADER["logKey"])
        again = [resigned(entry, said(entry)[0]) if entry["envelope"] else entry for entry in SHOWN]
        self.assertEqual(write(again), FILE)

    def test_message_counted_a_second_time(self):
        first, second = indices("commitment-accepted/1", "west")
        replayed = {**SHOWN[first], "time": SHOWN[second]["time"]}
        self.assert_refused("RequestIdReused", second + 1, [*SHOWN[:second + 1], replayed, *SHOWN[second + 1:]])

    def test_request_id_repeated(self):
        first, second = indices("commitment-accepted/1", "west")
        entries = changed(second, requestId=SHOWN[first]["requestId"])
        entries[second]["requestId"] = SHOWN[first]["requestId"]
        self.assert_refused("RequestIdReused", second, entries)

    def test_wrong_predecessor(self):
        digest = hashlib.sha256(said(SHOWN[0])[0]).digest()
        for kind in ("participant-joined/1", "commitment-accepted/1", "report-accepted/1"):
            for index in indices(kind):
                for predecessor in (b"", bytes(32), digest if kind != "participant-joined/1" else digest[::-1]):
                    with self.subTest(kind, entry=index, predecessor=predecessor.hex()):
                        entries = changed(index, predecessor=predecessor)[:index + 1]
                        self.assert_refused("PredecessorMismatch", index, entries)

    def test_message_dropped_or_reordered(self):
        first, second = indices("commitment-accepted/1", "west")
        refused, = indices("commitment-refused/1")
        rest = [entry for i, entry in enumerate(SHOWN) if i not in (first, refused)]
        self.assert_refused("PredecessorMismatch", second - 2, rest)
        swapped = self.replaced(first, {**SHOWN[second], "time": SHOWN[first]["time"]})
        self.assert_refused("PredecessorMismatch", first, swapped)

    def test_high_s(self):
        for index, entry in enumerate(SHOWN[:LAST]):
            with self.subTest(entry=index):
                self.assert_refused(
                    "SignatureNotLowS", index, self.replaced(index, resigned(entry, said(entry)[0], high=True)))

    def test_unknown_field(self):
        for index, entry in enumerate(SHOWN[:LAST]):
            payload, schema, _ = said(entry)
            if schema:
                with self.subTest(entry=index):
                    forged = resigned(entry, payload + b"\xf8\x01\x01")
                    self.assert_refused("PayloadNotCanonical", index, self.replaced(index, forged))

    def test_definition_twice(self):
        payload, _, _ = said(SHOWN[0])
        rules = encode({"recordsPerUnit": 100}, MESSAGES["MarketDefinition"])
        twice = payload + b"\x1a" + write_varint(len(rules)) + rules
        forged = resigned(SHOWN[0], twice)
        forged["definition"] = {**SHOWN[0]["definition"], "recordsPerUnit": 100}
        self.assert_refused("PayloadNotCanonical", 0, self.replaced(0, forged))

    def test_verdict_for_another_commitments_message(self):
        first = indices("commitment-accepted/1", "north")[0]
        other = hashlib.sha256(pre_authentication_encoding(
            type_of("SubmitCommitmentPayload"), said(SHOWN[first])[0])).digest()
        for index in indices("commitment-validated/1")[1:]:
            verdict = read_attestation(said(SHOWN[index])[0], 2)
            payload = attestation(
                verdict["context"], verdict["commitment"], verdict["root"], verdict["key"], verdict["policy"], other)
            with self.subTest(entry=index):
                self.assertEqual(SHOWN[index]["envelope"]["payloadType"], ATTESTATION_TYPE)
                forged = resigned(SHOWN[index], payload)
                self.assert_refused("VerdictMismatch", index, self.replaced(index, forged))
        index, = indices("commitment-refused/1")
        self.assert_refused("VerdictMismatch", index, changed(index, commitmentDigest=other))
        for index in indices("overlap-checked/1"):
            for name in ("earlierCommitmentDigest", "laterCommitmentDigest"):
                if said(SHOWN[index])[2][name] != other:
                    with self.subTest(name, entry=index):
                        self.assert_refused("VerdictMismatch", index, changed(index, **{name: other}))

    def test_attestation_of_version_1(self):
        index = indices("commitment-validated/1")[0]
        verdict = read_attestation(said(SHOWN[index])[0], 2)
        payload = attestation(
            verdict["context"], verdict["commitment"], verdict["root"], verdict["key"], verdict["policy"])
        self.assert_refused("AttestationMalformed", index, self.replaced(index, resigned(SHOWN[index], payload)))

    def test_position_in_a_refusal(self):
        index, = indices("commitment-refused/1")
        for position in (0, 3):
            self.assert_refused("VerdictMismatch", index, changed(index, position=position))

    def test_debit_left_out(self):
        # North's second commitment is checked against west's and south's.
        index = indices("overlap-checked/1")[-1]
        report = indices("report-accepted/1")[0]
        self.assert_refused("OverlapPending", report - 1, [*SHOWN[:index], *SHOWN[index + 1:]])

    def test_entry_that_says_other_than_its_signed_message(self):
        for kind, name, value in (
                ("commitment-accepted/1", "requestId", "other"), ("report-accepted/1", "records", 5),
                ("overlap-checked/1", "debitedRecords", 0), ("market-created/1", "definition", {})):
            index = indices(kind)[0]
            with self.subTest(kind, member=name):
                self.assert_refused("EntryDiffers", index, self.replaced(index, {**SHOWN[index], name: value}))


class Cases(unittest.TestCase):
    def assert_holds_up_to_the_settlement(self, data):
        _, entries = read_file(data)
        with self.assertRaises(Refused) as refused:
            verify(data)
        # Its curve is not one that settlement.py knows.
        self.assertEqual(decode_entry(entries[-1][1])["type"], "market-settled/1")
        self.assertEqual(refused.exception.args, ("RulesNotSupported", len(entries) - 1))

    def test_what_version_1_takes_holds_as_it_did(self):
        for name in ("honest", "forged-01", "forged-02", "forged-13", "dup"):
            with self.subTest(name):
                self.assert_holds_up_to_the_settlement(files.case(name))

    def test_what_a_release_exported_holds(self):
        for name in ("audited", "plain", "refusing"):
            with self.subTest(name):
                self.assert_holds_up_to_the_settlement(files.release(f"transcripts/{name}.jsonl"))
        self.assertEqual(verify(files.release("transcripts/cancelled.jsonl")).phase, "cancelled")


if __name__ == "__main__":
    unittest.main()
