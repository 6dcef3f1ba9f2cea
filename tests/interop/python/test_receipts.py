"""What is kept of a log against what is shown of it: receipts and checkpoints, made here, golden, and of a release."""

import base64
import json
import unittest
from datetime import datetime, timezone

import canonical
import files
import merkle
import notes
import receipts
import transcript
from building import LOG, NAME, Built
from refusal import Refused
from transcript import verify

ORIGIN = f"{LOG.name}/{NAME}"
KEY = notes.parse_key(LOG.text)
AUDITED = ("delta", "east", "north", "south", "west")


def path(leaves, index):
    """An inclusion proof (RFC 6962 section 2.1.1)."""
    if len(leaves) == 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return path(leaves[:split], index) + [merkle.root_of_hashes(leaves[split:])]
    return path(leaves[split:], index - split) + [merkle.root_of_hashes(leaves[:split])]


class Case(unittest.TestCase):
    def assert_refused(self, reason, call, *arguments, **named):
        with self.assertRaises(Refused) as refused:
            call(*arguments, **named)
        self.assertEqual(refused.exception.args, (reason,))


class Receipts(Case):
    def setUp(self):
        self.built = Built()
        for id in ("north", "south", "west"):
            self.built.join(id)
        self.built.commit("north", 12)
        self.built.commit("north", 11)
        self.built.settle()
        self.receipts = [self.receipt(size, 3) for size in (4, 7)]

    def receipt(self, size, index, bodies=None):
        """What a platform answered when its log had this size."""
        bodies = (bodies or self.built.bodies)[:size]
        leaves = [merkle.leaf(body) for body in bodies]
        return {
            "index": index, "entry": bodies[index], "inclusionProof": path(leaves, index),
            "checkpoint": LOG.checkpoint(ORIGIN, size, merkle.root(bodies)),
        }

    def without(self, index):
        """The transcript that the platform signs again with one entry left out; what follows still follows."""
        return self.built.file([*self.built.bodies[:index], *self.built.bodies[index + 1:]])

    def test_what_was_kept_is_in_the_transcript(self):
        checkpoints = [receipt["checkpoint"] for receipt in self.receipts]
        everything = [self.receipt(size, index) for size in range(1, 8) for index in range(size)]
        verify(self.built.file(), kept_receipts=everything, kept_checkpoints=checkpoints)

    def test_message_that_was_dropped_is_seen_with_its_receipt(self):
        # West joined, and the platform left it out: without receipt and checkpoint nobody sees it.
        data = self.without(3)
        verify(data)
        self.assert_refused("EntryDiffers", verify, data, kept_receipts=self.receipts[:1])
        self.assert_refused("Forked", verify, data, kept_checkpoints=[self.receipts[0]["checkpoint"]])
        self.assert_refused("RolledBack", verify, data, kept_checkpoints=[self.receipts[1]["checkpoint"]])

    def test_log_that_has_become_shorter_is_seen(self):
        data = self.built.file(self.built.bodies[:5])
        verify(data, kept_receipts=self.receipts[:1])
        self.assert_refused("RolledBack", verify, data, kept_receipts=self.receipts)
        self.assert_refused("RolledBack", verify, data, kept_receipts=[self.receipt(6, 5)])

    def test_receipt_whose_entry_stands_but_whose_log_was_another(self):
        bodies = [*self.built.bodies]
        bodies[2] = bodies[2].replace(b"12:00:02", b"12:00:01")
        data = self.built.file(bodies)
        verify(data)
        self.assert_refused("Forked", verify, data, kept_receipts=self.receipts[:1])

    def test_receipt_that_does_not_hold_is_refused(self):
        data, good = self.built.file(), self.receipts[1]
        for changed in (
                {"index": 2}, {"index": 7}, {"entry": good["entry"] + b" "},
                {"inclusionProof": good["inclusionProof"][:-1]}, {"inclusionProof": good["inclusionProof"][::-1]},
                {"inclusionProof": [*good["inclusionProof"], bytes(32)]}):
            self.assert_refused("NotIncluded", verify, data, kept_receipts=[{**good, **changed}])
        other = LOG.checkpoint("candor.example/markets/other", 7, merkle.root(self.built.bodies))
        self.assert_refused("WrongOrigin", verify, data, kept_receipts=[{**good, "checkpoint": other}])
        self.assert_refused("WrongOrigin", verify, data, kept_checkpoints=[other])
        note = good["checkpoint"].replace(b"\n7\n", b"\n6\n")
        self.assert_refused("InvalidSignature", verify, data, kept_receipts=[{**good, "checkpoint": note}])
        self.assert_refused("InvalidSignature", verify, data, kept_checkpoints=[note])

    def test_times_ahead_are_named(self):
        data = self.built.file()
        for second, ahead in ((6, []), (3, [4, 5, 6]), (0, [1, 2, 3, 4, 5, 6])):
            now = datetime(2030, 1, 1, 11, 55, second, tzinfo=timezone.utc)
            self.assertEqual(verify(data, now=now).ahead, ahead)
        self.assertEqual(verify(data).ahead, [])

    def test_settlement_dated_ahead_is_named(self):
        # A platform that wants it over: it signs a settlement by deadline while the deadline is hours ahead.
        built = Built()
        built.settle("Deadline")
        entry = json.loads(built.bodies[-1])
        entry["time"] = "2030-01-02T12:00:00+00:00"
        built.bodies[-1] = canonical.write(entry).encode()
        now = datetime(2030, 1, 2, 8, tzinfo=timezone.utc)
        self.assertEqual(verify(built.file(), now=now).ahead, [1])


class Files(Case):
    def test_golden_receipt_is_written_again_byte_for_byte_and_holds(self):
        data = files.receipt()
        receipt, = receipts.read(data)
        self.assertEqual(receipts.write(receipt), data)
        self.assertEqual(receipt["index"], 4)
        verify(files.transcript("market-v1.jsonl"), kept_receipts=[receipt])

    def test_file_in_another_form_is_refused(self):
        good = json.loads(files.receipt())
        twice = files.receipt().replace(b'"index": 4', b'"index": 4, "index": 4')
        bad = [b"", b"[]", b"{}", files.receipt()[:-20], twice]
        for changed in (
                {"type": "candor-message-receipt/2"}, {"index": -1}, {"index": "4"}, {"index": True}, {"more": 1},
                {"entry": "!"}, {"entry": None}, {"inclusionProof": "AA=="}, {"inclusionProof": [1]}):
            bad.append(json.dumps({**good, **changed}).encode())
        bad.append(json.dumps({name: value for name, value in good.items() if name != "entry"}).encode())
        for data in bad:
            with self.subTest(data[:60]):
                self.assert_refused("MalformedReceipt", receipts.read, data)

    def test_receipts_beside_other_things_are_all_found(self):
        one = {"index": 1, "entry": "AA==", "checkpoint": "AQ==", "inclusionProof": []}
        data = json.dumps({"version": 2, "transcript": one, "messages": [{**one, "index": 2}, "x", one]}).encode()
        self.assertEqual([receipt["index"] for receipt in receipts.read(data)], [1, 2, 1])

    def test_what_a_release_kept_is_in_the_transcripts_that_it_exported(self):
        kept = [("audited", id) for id in AUDITED] + [("plain", id) for id in ("east", "north", "south")]
        for market, id in kept:
            with self.subTest(market, participant=id):
                header, entries = transcript.read_file(files.release(f"transcripts/{market}.jsonl"))
                leaves = [leaf for leaf, _ in entries]
                found = receipts.read(files.release(f"kept/{id}.{market}.receipt.json"))
                seen = json.loads(files.release(f"kept/{id}.checkpoints.json"))["markets"][f"markets/{market}"]
                self.assertEqual((len(found), seen["logKey"]), (1, header["logKey"]))
                checkpoint = base64.b64decode(seen["checkpoint"])
                key = notes.parse_key(header["logKey"])
                receipts.check(leaves, header["origin"], key, found, [checkpoint])
                index = found[0]["index"]
                changed = [*leaves[:index], merkle.leaf(b""), *leaves[index + 1:]]
                self.assert_refused("EntryDiffers", receipts.check, changed, header["origin"], key, found)
                self.assert_refused("Forked", receipts.check, changed, header["origin"], key, (), [checkpoint])


if __name__ == "__main__":
    unittest.main()
