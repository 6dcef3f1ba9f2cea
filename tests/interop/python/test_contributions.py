"""The golden statement 7 and shares: they hold here, and nothing that differs from them in one input does."""

import unittest

import aes
from contributions import blindings, commit, statistics, verify_count
from files import golden
from refusal import Refused
from ristretto import ORDER
from sharing import parse_commitments, reconstruct, verify_share

GOLDEN = golden("statistics-v1.json")
INPUTS, OUTPUTS = GOLDEN["inputs"], GOLDEN["outputs"]
CONTEXT = {
    "market": INPUTS["market"],
    "definitionDigest": bytes.fromhex(INPUTS["definitionDigest"]),
    "participant": INPUTS["participant"],
}
ENCODINGS = [bytes.fromhex(commitment) for commitment in OUTPUTS["commitments"]]
DIGEST = bytes.fromhex(OUTPUTS["digest"])
OPENING = bytes.fromhex(OUTPUTS["countOpening"])
COUNT = INPUTS["gramCoordinates"] + INPUTS["labelCoordinates"]


class Contributions(unittest.TestCase):
    def assert_refused(self, reason, verify, *arguments):
        with self.assertRaises(Refused) as refused:
            verify(*arguments)
        self.assertEqual(refused.exception.reason, reason)

    def test_aes_and_hkdf_are_those_of_their_documents(self):
        # FIPS 197 appendix C.3; RFC 5869 appendix A.1, its first 32 bytes.
        key, block = bytes(range(32)), bytes.fromhex("00112233445566778899aabbccddeeff")
        self.assertEqual(aes.encrypt(key, block).hex(), "8ea2b7ca516745bfeafc49904b496089")
        info, salt = bytes.fromhex("f0f1f2f3f4f5f6f7f8f9"), bytes(range(13))
        self.assertEqual(
            aes.hkdf(b"\x0b" * 22, salt, info).hex(),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf")

    def test_blindings_and_commitments_follow_from_the_seed(self):
        derived = blindings(CONTEXT, INPUTS["coordinates"], bytes.fromhex(INPUTS["blindingSeed"]))
        self.assertEqual([r.to_bytes(32, "little").hex() for r in derived], OUTPUTS["blindings"])
        made = [commit(x, r).encode() for x, r in zip(INPUTS["coordinates"], derived)]
        self.assertEqual(made, ENCODINGS)

    def test_count_holds_and_any_change_is_refused(self):
        points = statistics(ENCODINGS, COUNT, DIGEST)
        verify_count(points, INPUTS["records"], OPENING)
        for records in (0, INPUTS["records"] - 1, INPUTS["records"] + 1):
            self.assert_refused("EquationFails", verify_count, points, records, OPENING)
        self.assert_refused("EquationFails", verify_count, points[1:], INPUTS["records"], OPENING)
        self.assert_refused("WrongLength", verify_count, points, INPUTS["records"], OPENING[1:])
        above = (int.from_bytes(OPENING, "little") + ORDER).to_bytes(32, "little")
        self.assert_refused("NonCanonicalScalar", verify_count, points, INPUTS["records"], above)

    def test_other_vectors_are_refused(self):
        self.assert_refused("WrongLength", statistics, ENCODINGS[1:], COUNT, DIGEST)
        self.assert_refused("EquationFails", statistics, ENCODINGS[::-1], COUNT, DIGEST)
        self.assert_refused("IdentityPoint", statistics, [bytes(32)] + ENCODINGS[1:], COUNT, DIGEST)
        self.assert_refused("NonCanonicalPoint", statistics, ENCODINGS[1:] + [b"\xff" * 32], COUNT, DIGEST)

    def test_shares_fit_and_give_the_secret(self):
        golden_sharing = golden("sharing-v1.json")
        coefficients = [bytes.fromhex(a) for a in golden_sharing["inputs"]["coefficients"]]
        indices = golden_sharing["inputs"]["rosterIndices"]
        encodings = [bytes.fromhex(point) for point in golden_sharing["outputs"]["commitments"]]
        shares = [bytes.fromhex(share) for share in golden_sharing["outputs"]["shares"]]
        commitments = parse_commitments(encodings, 3)
        self.assertEqual([point.encode() for point in commitments], encodings)
        for held in (list(zip(indices, shares))[start:start + 3] for start in (0, 1)):
            self.assertEqual(reconstruct(commitments, held).to_bytes(32, "little"), coefficients[0])
        self.assert_refused("WrongCount", reconstruct, commitments, [(indices[0], shares[0])] * 3)
        self.assert_refused("EquationFails", verify_share, commitments, indices[1], shares[0])
        self.assert_refused("EquationFails", verify_share, commitments[::-1], indices[1], shares[1])
        self.assert_refused("WrongLength", parse_commitments, encodings[1:], 3)
        self.assert_refused("IdentityPoint", parse_commitments, encodings[:2] + [bytes(32)], 3)


if __name__ == "__main__":
    unittest.main()
