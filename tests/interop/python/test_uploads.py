"""What a real server kept of a market that trained: statements 7 and 9 hold here, who was named fails, and whatever is altered
is found."""

import pathlib
import shutil
import tempfile
import unittest

import files
from refusal import Refused
from uploads import Uploads, read_blob

KEPT = files.trained()


class KeptMarket(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.blobs = pathlib.Path(folder.name) / "blobs"
        shutil.copytree(KEPT / "blobs", self.blobs)
        self.transcript = (KEPT / "market.transcript").read_bytes()

    def check(self):
        return Uploads(self.transcript, self.blobs).check()

    def assert_refused(self, reason):
        with self.assertRaises(Refused) as refused:
            self.check()
        self.assertEqual(refused.exception.reason, reason)

    def of_kind(self, kind):
        return sorted((self.blobs / "m").glob(f"{kind}-*"))

    def test_everything_that_was_kept_holds(self):
        members = [f"company-{i}" for i in range(4)]
        checked = self.check()
        self.assertEqual(
            sorted(who for what, _, who in checked if what == "count"), members)
        self.assertEqual([(number, who) for what, number, who in checked if what == "masks"],
                         [(1, who) for who in members] + [(2, who) for who in members[1:]])
        self.assertEqual([what for what, _, _ in checked][-1], "model")

    def test_any_bit_of_any_part_is_found(self):
        for kind in ("commitments", "masked-values", "masked-blindings", "encrypted-shares", "models"):
            for path in self.of_kind(kind):
                whole = path.read_bytes()
                path.write_bytes(whole[:140] + bytes([whole[140] ^ 1]) + whole[141:])
                self.assert_refused("Damaged")
                path.write_bytes(whole)

    def test_another_members_part_under_its_name_is_found(self):
        for kind in ("commitments", "masked-values"):
            first, second = self.of_kind(kind)[:2]
            content = read_blob(second, "m")
            whole = first.read_bytes()
            first.write_bytes(second.read_bytes())
            self.assert_refused("Damaged")
            first.write_bytes(whole)
            self.assertNotEqual(read_blob(first, "m"), content)

    def test_named_for_nothing_is_found(self):
        kept = Uploads(self.transcript, self.blobs)
        compared = [entry for entry in kept.entries if entry["type"] == "points-compared/1"]
        compared[0]["named"] = []
        with self.assertRaises(Refused) as refused:
            kept.check()
        self.assertEqual(refused.exception.reason, "NamedDiffer")
