"""The golden market's transcript holds here; what differs from it in anything does not, and is named."""

import base64
import json
import unittest

import canonical
import merkle
import notes
from files import lines, transcript, vectors
from refusal import Refused
from transcript import read_file, verify

FILE = transcript("market-v1.jsonl")
HEADER, ENTRIES = read_file(FILE)
BODIES = [body for _, body in ENTRIES]
LAST = len(BODIES) - 1


def base64_text(data):
    return base64.b64encode(data).decode()


def write(bodies, header=None):
    rows = [{**HEADER, **(header or {})}]
    rows += [{"index": i, "entry": base64_text(body)} for i, body in enumerate(bodies)]
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def changed(index, change):
    """The file with one entry changed and written again as the market writes it."""
    entry = json.loads(BODIES[index])
    change(entry)
    body = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
    return write([*BODIES[:index], body, *BODIES[index + 1:]])


def flip(text):
    data = bytearray(base64.b64decode(text))
    data[-1] ^= 1
    return base64_text(bytes(data))


def indices(kind):
    return [i for i, body in enumerate(BODIES) if json.loads(body)["type"] == kind]


class Canonical(unittest.TestCase):
    def test_what_is_escaped(self):
        # As the entries' writer gave it for these characters.
        text = '"\\/\b\t\n\f\r\u0001\u007f\u2028\ufeff\U0001f600\u00ad\'<>&+\u00e9 \u00a0'
        self.assertEqual(
            canonical.write({"a": text, "b": [None, True, 1]}),
            '{"a":"\\"\\\\/\\b\\t\\n\\f\\r\\u0001\\u007F\\u2028\\uFEFF\\uD83D\\uDE00\u00ad\'<>&+\u00e9 \\u00A0",'
            '"b":[null,true,1]}')

    def test_numbers_keep_their_spelling(self):
        text = '{"a":1E-05,"b":-0.0,"c":12}'
        self.assertEqual(canonical.write(canonical.parse(text, "MalformedEntry")), text)


class Merkle(unittest.TestCase):
    def test_outside_proofs(self):
        file = vectors("rfc6962-proofs.json")

        def raw(text):
            return base64.b64decode(text or "")

        def proof(vector):
            return [raw(text) for text in vector["proof"] or []]

        counts = [0, 0]
        for vector in file["inclusion"]:
            holds = merkle.included(
                raw(vector["leafHash"]), vector["leafIdx"], vector["treeSize"], proof(vector), raw(vector["root"]))
            self.assertEqual(holds, not vector["wantErr"], vector["case"])
            counts[0] += 1
        for vector in file["consistency"]:
            holds = merkle.grown(
                vector["size1"], raw(vector["root1"]), vector["size2"], raw(vector["root2"]), proof(vector))
            if vector["size1"] == 0 and not vector["wantErr"]:
                continue  # Nothing is proved of an empty tree, so ours refuses a proof of it.
            self.assertEqual(holds, not vector["wantErr"], vector["case"])
            counts[1] += 1
        self.assertTrue(all(counts))

    def test_golden_proofs(self):
        for version in (1, 2):
            with self.subTest(version):
                self.check_golden_proofs(version)

    def check_golden_proofs(self, version):
        header, entries = read_file(transcript(f"market-v{version}.jsonl"))
        leaves = [leaf for leaf, _ in entries]
        rows = lines(f"market-proofs-v{version}.jsonl")
        key = notes.parse_key(header["logKey"])
        size, root = notes.open_checkpoint(rows[0]["checkpoint"].encode(), header["origin"], key)
        self.assertEqual(root, merkle.root_of_hashes(leaves[:size]))
        inclusions = [row for row in rows if "inclusion" in row]
        consistencies = [row for row in rows if "consistency" in row]
        self.assertEqual((len(inclusions), len(consistencies)), (len(leaves), len(leaves)))
        for row in inclusions:
            proof = [bytes.fromhex(text) for text in row["inclusion"]]
            tree = merkle.root_of_hashes(leaves[:row["size"]])
            self.assertTrue(merkle.included(leaves[row["index"]], row["index"], row["size"], proof, tree))
            self.assertFalse(merkle.included(leaves[row["index"]], row["index"] ^ 1, row["size"], proof, tree))
            self.assertFalse(merkle.included(leaves[row["index"]], row["index"], row["size"], proof[:-1], tree))
        for row in consistencies:
            proof = [bytes.fromhex(text) for text in row["consistency"]]
            first, second = row["first"], row["second"]
            old, new = merkle.root_of_hashes(leaves[:first]), merkle.root_of_hashes(leaves[:second])
            self.assertEqual(old.hex(), row["firstRoot"])
            self.assertTrue(merkle.grown(first, old, second, new, proof))
            self.assertFalse(merkle.grown(first, new[::-1], second, new, proof))
            self.assertFalse(merkle.grown(first, old, second, new[::-1], proof))
            self.assertFalse(merkle.grown(first, old, second, new, proof + [old]))


class Transcripts(unittest.TestCase):
    def assert_refused(self, reasons, index, data, **named):
        with self.assertRaises(Refused) as refused:
            verify(data, **named)
        reasons = [reasons] if isinstance(reasons, str) else reasons
        self.assertIn(refused.exception.reason, reasons)
        self.assertEqual(refused.exception.args[1:], () if index is None else (index,))

    def test_golden_market_holds(self):
        market = verify(FILE, log_key=HEADER["logKey"])
        self.assertEqual((market.phase, market.events), ("settled", 19))
        self.assertEqual([member["report"] for member in market.members.values()], [12, 7, 6])
        self.assertEqual([m["commitment"]["debited"] for m in market.members.values()], [0, 2, 1])

    def test_each_signature_or_signed_message_altered_is_named(self):
        for i in range(LAST):
            for part in ("signature", "payload"):
                def change(entry):
                    entry["envelope"][part] = flip(entry["envelope"][part])
                with self.subTest(entry=i, part=part):
                    self.assert_refused(["SignatureInvalid", "AttestationMalformed"], i, changed(i, change))

    def test_entry_that_says_other_than_its_signed_message_is_named(self):
        cases = [
            ("report-accepted/1", "records", 5), ("report-accepted/1", "commitmentEvent", 4),
            ("commitment-accepted/1", "commitment", base64_text(bytes(32))),
            ("commitment-validated/1", "commitmentEvent", 4), ("commitment-refused/1", "refusal", "Malformed"),
            ("overlap-checked/1", "sharedRecords", 3), ("overlap-checked/1", "debitedRecords", 0),
            ("market-created/1", "market", "markets/other"),
        ]
        for kind, name, value in cases:
            index = indices(kind)[0]
            with self.subTest(kind, member=name):
                data = changed(index, lambda entry: entry.update({name: value}))
                self.assert_refused(["EntryDiffers", "VerdictMismatch"], index, data)

    def test_another_nonce_breaks_the_report_made_under_it(self):
        for commitment, report in ((4, 15), (5, 16), (9, 17)):
            data = changed(commitment, lambda entry: entry.update(nonce=flip(entry["nonce"])))
            self.assert_refused("EquationFails", report, data)

    def test_a_debit_left_out_breaks_the_report_made_under_it(self):
        overlap = indices("overlap-checked/1")[1]
        remaining = BODIES[:overlap] + BODIES[overlap + 1:]
        self.assert_refused("OverlapPending", 15, write(remaining))

    def test_outcome_that_does_not_follow_is_named(self):
        for name, value in (("paymentMicros", 1), ("allocatedQuality", 1), ("ownQuality", 1), ("records", 1)):
            data = changed(LAST, lambda entry: entry["outcome"]["assignments"][1].update({name: value}))
            self.assert_refused("OutcomeDiffers", LAST, data)
        self.assert_refused("OutcomeDiffers", LAST, changed(LAST, lambda entry: entry.update(cause="Deadline")))
        self.assert_refused("OutcomeDiffers", LAST, changed(LAST, lambda e: e["outcome"].update(bestQuality=6)))

    def test_entries_removed_repeated_or_swapped_are_refused(self):
        for i in range(LAST):
            for bodies in ([*BODIES[:i], *BODIES[i + 1:]], [*BODIES[:i + 1], BODIES[i], *BODIES[i + 1:]]):
                with self.subTest(entry=i, entries=len(bodies)), self.assertRaises(Refused):
                    verify(write(bodies))
        swapped = [*BODIES]
        swapped[15], swapped[12] = swapped[12], swapped[15]
        with self.assertRaises(Refused):
            verify(write(swapped))
        self.assert_refused("Incomplete", None, write(BODIES[:-1]))
        self.assert_refused("OutOfOrder", LAST + 1, write([*BODIES, BODIES[1]]))

    def test_time_that_goes_back_or_past_a_deadline_is_refused(self):
        data = changed(2, lambda entry: entry.update(time="2029-01-01T00:00:00+00:00"))
        self.assert_refused("OutOfOrder", 2, data)
        data = changed(9, lambda entry: entry.update(time="2030-01-02T00:00:00+00:00"))
        self.assert_refused("DeadlinePassed", 9, data)
        data = changed(17, lambda entry: entry.update(time="2030-01-03T00:00:00+00:00"))
        self.assert_refused("DeadlinePassed", 17, data)

    def test_time_alone_is_bound_by_nothing_but_the_root(self):
        data = changed(LAST, lambda entry: entry.update(time="2030-01-01T13:00:00+00:00"))
        self.assert_refused("RootMismatch", None, data)

    def test_checkpoint_of_another_state_log_or_key_is_refused(self):
        earlier = base64_text(lines("market-proofs-v1.jsonl")[0]["checkpoint"].encode())
        self.assert_refused("WrongSize", None, write(BODIES, {"checkpoint": earlier}))
        self.assert_refused("InvalidSignature", None, write(BODIES, {"checkpoint": self.altered_checkpoint()}))
        self.assert_refused("WrongOrigin", None, write(BODIES, {"origin": "candor.example/markets/other"}))
        self.assert_refused("WrongKey", None, FILE, log_key="candor.example+00000000+AQ==")

    def altered_checkpoint(self):
        note = base64.b64decode(HEADER["checkpoint"])
        return base64_text(note.replace(b"\n19\n", b"\n18\n"))

    def test_withheld_entry_still_gives_the_root_and_stops_the_check(self):
        rows = FILE.splitlines(keepends=True)
        leaf = base64_text(ENTRIES[15][0])
        rows[16] = json.dumps({"index": 15, "leafHash": leaf}).encode() + b"\n"
        data = b"".join(rows)
        self.assert_refused("Withheld", 15, data)
        leaves = [leaf for leaf, _ in read_file(data)[1]]
        checkpoint = base64.b64decode(HEADER["checkpoint"])
        key = notes.parse_key(HEADER["logKey"])
        self.assertEqual(
            notes.open_checkpoint(checkpoint, HEADER["origin"], key), (19, merkle.root_of_hashes(leaves)))

    def test_entry_written_in_another_form_is_named(self):
        forms = (BODIES[1] + b" ", BODIES[1].replace(b":", b": ", 1), b"{}", b"null", b"\xff", b'{"type":1,"type":2}')
        for body in forms:
            self.assert_refused("MalformedEntry", 1, write([BODIES[0], body, *BODIES[2:]]))

    def test_file_in_another_form_is_refused(self):
        rows = FILE.splitlines(keepends=True)
        for bad in (b"", b"hello\n", FILE[:-1], b"".join([rows[0], rows[2]]), FILE.replace(b'"index":3', b'"index":4')):
            with self.assertRaises(Refused) as refused:
                verify(bad)
            self.assertEqual(refused.exception.reason, "MalformedFile")

    def test_older_golden_file_has_its_checkpoints_root(self):
        header, entries = read_file(transcript("transcript-v1.jsonl"))
        key = notes.parse_key(header["logKey"])
        checkpoint = base64.b64decode(header["checkpoint"])
        self.assertEqual(
            notes.open_checkpoint(checkpoint, header["origin"], key),
            (5, merkle.root_of_hashes([leaf for leaf, _ in entries])))


if __name__ == "__main__":
    unittest.main()
