"""Signatures and notes: outside vectors first, then the signing example, the attestation and the checkpoints."""

import base64
import hashlib
import unittest

import ed25519
import notes
import p256
from envelopes import (
    ATTESTATION_TYPE, attestation, pre_authentication_encoding, read_attestation, verify_envelope)
from files import golden, lines, signing_example, vectors
from refusal import Refused

# RFC 8032 section 7.1, TEST 1 to TEST 3: public key, message, signature.
RFC_8032 = [
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe"
     "24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302a"
     "eeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed2"
     "8dc027beceea1ec40a"),
]
# RFC 6979 appendix A.2.5, SHA-256, messages "sample" and "test".
RFC_6979 = {
    b"sample": (
        0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716,
        0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8),
    b"test": (
        0xF1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367,
        0x019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083),
}
EXAMPLE = signing_example()
KEY = bytes.fromhex(EXAMPLE["key"]["subjectPublicKeyInfo"])


def flip(data, i=-1):
    changed = bytearray(data)
    changed[i] ^= 1
    return bytes(changed)


def der(*numbers):
    parts = b""
    for number in numbers:
        content = number.to_bytes(number.bit_length() // 8 + 1, "big")
        parts += b"\x02" + bytes([len(content)]) + content
    return b"\x30" + bytes([len(parts)]) + parts


class Signatures(unittest.TestCase):
    def assert_refused(self, reason, call, *arguments):
        with self.assertRaises(Refused) as refused:
            call(*arguments)
        self.assertEqual(refused.exception.reason, reason)

    def test_ed25519_vectors_of_rfc_8032(self):
        for key, message, signature in RFC_8032:
            key, message, signature = (bytes.fromhex(text) for text in (key, message, signature))
            self.assertTrue(ed25519.verify(key, message, signature))
            self.assertFalse(ed25519.verify(key, message + b"x", signature))
            self.assertFalse(ed25519.verify(flip(key), message, signature))
            for i in (0, 31, 32, 63):
                self.assertFalse(ed25519.verify(key, message, flip(signature, i)))
            above = int.from_bytes(signature[32:], "little") + ed25519.ORDER
            self.assertFalse(ed25519.verify(key, message, signature[:32] + above.to_bytes(32, "little")))

    def assert_verdicts(self, count, cases, verify):
        self.assertEqual(len(cases), count)
        for key, test in cases:
            key, message, signature = (bytes.fromhex(text) for text in (key, test["msg"], test["sig"]))
            self.assertEqual(
                verify(key, message, signature), test["result"] == "valid", (test["tcId"], test["comment"]))

    def test_ed25519_vectors_of_wycheproof(self):
        groups = vectors("wycheproof-ed25519_test.json")["testGroups"]
        cases = [(group["publicKey"]["pk"], test) for group in groups for test in group["tests"]]
        self.assert_verdicts(151, cases, ed25519.verify)

    def test_p256_vectors_of_wycheproof(self):
        groups = vectors("wycheproof-ecdsa_secp256r1_sha256_test.json")["testGroups"]
        cases = [(group["publicKeyDer"], test) for group in groups for test in group["tests"]]
        self.assert_verdicts(484, cases, p256.verify)

    def test_p256_vectors_of_rfc_6979(self):
        for message, (r, s) in RFC_6979.items():
            self.assertTrue(p256.verify(KEY, message, der(r, s)))
            self.assertTrue(p256.verify(KEY, message, der(r, p256.ORDER - s)))
            self.assertFalse(p256.verify(KEY, message + b"x", der(r, s)))
            self.assertFalse(p256.verify(KEY, message, der(s, r)))
            for bad in (der(0, s), der(r, 0), der(r, s + p256.ORDER), der(r), der(r, s)[:-1], der(r, s) + b"\0", b""):
                self.assertFalse(p256.verify(KEY, message, bad))

    def test_p256_key_off_the_curve_or_in_another_form_is_refused(self):
        self.assertEqual(p256.key_id(KEY), EXAMPLE["key"]["keyid"])
        for bad in (flip(KEY), KEY[:-1], flip(KEY, 0), KEY[:59] + bytes(32)):
            self.assert_refused("MalformedKey", p256.decode_key, bad)

    def test_signing_example_verifies_and_any_change_is_refused(self):
        for part in (EXAMPLE["join"], EXAMPLE["commitment"]["envelope"], EXAMPLE["report"]["envelope"]):
            kind = part["payloadType"]
            envelope = {
                "payloadType": kind, "payload": bytes.fromhex(part["payload"]), "keyId": EXAMPLE["key"]["keyid"],
                "signature": bytes.fromhex(part["signature"]),
            }
            encoded = pre_authentication_encoding(kind, envelope["payload"])
            self.assertEqual(encoded.hex(), part["preAuthenticationEncoding"])
            self.assertEqual(verify_envelope(envelope, kind, KEY), envelope["payload"])
            self.assert_refused("PayloadTypeMismatch", verify_envelope, envelope, kind + "x", KEY)
            for name, value, reason in (
                    ("payload", flip(envelope["payload"]), "SignatureInvalid"),
                    ("signature", flip(envelope["signature"]), "SignatureInvalid"),
                    ("keyId", "0" * 64, "KeyNotOnRecord")):
                self.assert_refused(reason, verify_envelope, {**envelope, name: value}, kind, KEY)

    def test_attestation_is_read_and_written_and_nothing_else_is(self):
        outputs, inputs = golden("datasets-v1.json")["outputs"], golden("datasets-v1.json")["inputs"]
        payload = bytes.fromhex(outputs["attestation"])
        said = read_attestation(payload)
        self.assertEqual(said["context"]["participant"], inputs["participant"])
        self.assertEqual(said["policy"], (inputs["badSharePerMillion"], inputs["securityBits"]))
        self.assertEqual(
            attestation(said["context"], said["commitment"], said["root"], said["key"], said["policy"]), payload)
        field = 4 + len("candor/attestation/v1")
        for bad in (
                b"", payload[:-1], payload + b"\0", payload[:-8], payload[4:], flip(payload, 4),
                payload[:field] + bytes(4) + payload[field + 4 + len(inputs["market"]):],
                payload[:-12] + bytes.fromhex("08000000") + bytes(8)):
            self.assert_refused("AttestationMalformed", read_attestation, bad)
        self.assertTrue(ATTESTATION_TYPE.endswith("Attestation"))


class Notes(unittest.TestCase):
    def setUp(self):
        outputs = golden("datasets-v1.json")["outputs"]
        self.origin = golden("datasets-v1.json")["inputs"]["origin"]
        self.key_text = outputs["noteKey"]
        self.key = notes.parse_key(self.key_text)
        self.note = outputs["checkpoint"].encode()
        self.root = bytes.fromhex(outputs["datasetRoot"])

    def assert_refused(self, reason, note, origin=None, key=None):
        with self.assertRaises(Refused) as refused:
            notes.open_checkpoint(note, origin or self.origin, key or self.key)
        self.assertEqual(refused.exception.reason, reason)

    def test_golden_checkpoint_opens(self):
        self.assertEqual(notes.open_checkpoint(self.note, self.origin, self.key), (12, self.root))

    def test_any_change_of_a_checkpoint_is_refused(self):
        other = notes.parse_key(lines("market-v1.jsonl")[0]["logKey"])
        self.assert_refused("WrongOrigin", self.note, origin="candor.example/markets/other")
        self.assert_refused("UnknownKey", self.note, key=other)
        self.assert_refused("InvalidSignature", self.note.replace(b"\n12\n", b"\n13\n"))
        self.assert_refused("MalformedNote", self.note.replace(b"\n\n", b"\n"))
        self.assert_refused("MalformedNote", self.note[:-1])
        self.assert_refused("MalformedNote", self.note.replace(b"hospitals", b"hospit\tls"))
        self.assert_refused("MalformedNote", b"\xff" + self.note)

    def test_key_text_with_any_part_changed_is_refused(self):
        name, key_id, encoded = self.key_text.split("+", 2)
        for bad in (
                f"{name}x+{key_id}+{encoded}", f"{name}+{key_id[::-1]}+{encoded}", f"{name}+{key_id}+{encoded[:-4]}",
                f"{name}+{key_id}", f"+{key_id}+{encoded}"):
            with self.assertRaises(Refused) as refused:
                notes.parse_key(bad)
            self.assertEqual(refused.exception.reason, "MalformedKey")

    def test_key_of_small_order_in_any_encoding_is_refused(self):
        order_8 = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc"
        also_8 = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03"
        encodings = [order_8 + "05", order_8 + "85", also_8 + "7a", also_8 + "fa"]
        for y in (0, 1, ed25519.P - 1, ed25519.P, ed25519.P + 1):
            encodings += [(y | sign << 255).to_bytes(32, "little").hex() for sign in (0, 1)]
        for encoding in encodings:
            data = b"\x01" + bytes.fromhex(encoding)
            digest = hashlib.sha256(b"log.example\n" + data).hexdigest()
            with self.assertRaises(Refused) as refused:
                notes.parse_key(f"log.example+{digest[:8]}+{base64.b64encode(data).decode()}")
            self.assertEqual(refused.exception.reason, "MalformedKey")


if __name__ == "__main__":
    unittest.main()
