"""The blocks that the statements rest on, against vectors that nobody here made."""

import hashlib
import unittest

import ristretto
from files import vectors
from merlin import Transcript, permute
from refusal import Refused
from statements import verify_range


class BuildingBlocks(unittest.TestCase):
    def test_keccak_gives_the_librarys_sha3(self):
        block = bytearray(200)
        block[:3] = b"abc"
        block[3] ^= 0x06
        block[71] ^= 0x80
        lanes = [int.from_bytes(block[i:i + 8], "little") for i in range(0, 200, 8)]
        permute(lanes)
        digest = b"".join(lane.to_bytes(8, "little") for lane in lanes)[:64]
        self.assertEqual(digest, hashlib.sha3_512(b"abc").digest())

    def test_merlin_vector(self):
        vector = vectors("merlin.json")
        transcript = Transcript(vector["protocol_label"].encode())
        transcript.append(vector["append"]["label"].encode(), vector["append"]["message"].encode())
        wanted = vector["challenge"]
        output = transcript.challenge(wanted["label"].encode(), wanted["length"])
        self.assertEqual(output.hex(), wanted["value"])

    def test_ristretto_multiples(self):
        multiple = ristretto.IDENTITY
        for encoding in vectors("ristretto255.json")["multiples_of_basepoint"]:
            self.assertEqual(multiple.encode().hex(), encoding)
            multiple = multiple + ristretto.BASE

    def test_ristretto_invalid_encodings_are_refused(self):
        for encoding in vectors("ristretto255.json")["invalid_encodings"]:
            with self.subTest(encoding), self.assertRaises(Refused) as refused:
                ristretto.decode(bytes.fromhex(encoding))
            self.assertEqual(refused.exception.reason, "NonCanonicalPoint")

    def test_one_way_map(self):
        for vector in vectors("ristretto255.json")["one_way_map_of_sha512_of_label"]:
            digest = hashlib.sha512(vector["label"].encode()).digest()
            self.assertEqual(ristretto.one_way_map(digest).encode().hex(), vector["encoding"])

    def test_blinding_base_is_daleks(self):
        encoding = ristretto.BLINDING_BASE.encode().hex()
        self.assertTrue(encoding.startswith("8c9240b4") and encoding.endswith("871134"), encoding)


class DalekProofs(unittest.TestCase):
    def setUp(self):
        self.file = vectors("bulletproofs-dalek.json")
        self.commitments = [ristretto.decode(bytes.fromhex(c)) for c in self.file["commitments"]]

    def verify(self, vector, label=None, bits=None):
        transcript = Transcript((label or self.file["transcript_label"]).encode())
        values = self.commitments[:vector["parties"]]
        return verify_range(transcript, bits or vector["bits"], values, bytes.fromhex(vector["proof"]))

    def test_every_published_proof_holds(self):
        self.assertEqual(len(self.file["proofs"]), 8)
        for vector in self.file["proofs"]:
            with self.subTest(bits=vector["bits"], parties=vector["parties"]):
                self.verify(vector)

    def test_another_transcript_is_refused(self):
        with self.assertRaises(Refused) as refused:
            self.verify(self.file["proofs"][0], label="Another label")
        self.assertEqual(refused.exception.reason, "EquationFails")

    def test_another_shape_is_refused(self):
        with self.assertRaises(Refused) as refused:
            self.verify(self.file["proofs"][0], bits=2 * self.file["proofs"][0]["bits"])
        self.assertEqual(refused.exception.reason, "WrongLength")


if __name__ == "__main__":
    unittest.main()
