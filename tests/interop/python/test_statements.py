"""The golden statements: both hold here, and nothing that differs from them in one input does."""

import unittest

from files import golden
from refusal import Refused
from ristretto import BASE, BLINDING_BASE, ORDER, decode, decode_scalar, multiply_and_add
from statements import verify_opening, verify_report

GOLDEN = golden("statements-v1.json")
CONTEXT = {
    "market": GOLDEN["context"]["market"],
    "definitionDigest": bytes.fromhex(GOLDEN["context"]["definitionDigest"]),
    "participant": GOLDEN["context"]["participant"],
    "participantKey": bytes.fromhex(GOLDEN["context"]["participantKey"]),
}
OPENING = {
    "context": CONTEXT,
    "root": bytes.fromhex(GOLDEN["datasetRoot"]),
    "commitment": bytes.fromhex(GOLDEN["commitment"]),
    "proof": bytes.fromhex(GOLDEN["opening"]["proof"]),
}
REPORT = {
    "context": CONTEXT,
    "root": bytes.fromhex(GOLDEN["datasetRoot"]),
    "commitment": bytes.fromhex(GOLDEN["commitment"]),
    "event": GOLDEN["report"]["commitmentEvent"],
    "report": GOLDEN["report"]["report"],
    "nonce": bytes.fromhex(GOLDEN["report"]["nonce"]),
    "proof": bytes.fromhex(GOLDEN["report"]["proof"]),
}


def flip(data, i=-1, bit=1):
    changed = bytearray(data)
    changed[i] ^= bit
    return bytes(changed)


def changed_inputs(inputs):
    """Each input but the proof changed in turn, by name."""
    another = (decode(inputs["commitment"]) + BASE).encode()
    for name, value in CONTEXT.items():
        other = value + "x" if isinstance(value, str) else flip(value)
        yield name, {**inputs, "context": {**CONTEXT, name: other}}
    yield "root", {**inputs, "root": flip(inputs["root"])}
    yield "commitment", {**inputs, "commitment": another}
    if "report" in inputs:
        yield "event", {**inputs, "event": inputs["event"] + 1}
        yield "report + 1", {**inputs, "report": inputs["report"] + 1}
        yield "report - 1", {**inputs, "report": inputs["report"] - 1}
        yield "nonce", {**inputs, "nonce": flip(inputs["nonce"])}


class Statements(unittest.TestCase):
    def assert_refused(self, reasons, verify, inputs):
        with self.assertRaises(Refused) as refused:
            verify(**inputs)
        self.assertIn(refused.exception.reason, reasons)

    def test_commitment_opens(self):
        blinding = decode_scalar(bytes.fromhex(GOLDEN["blinding"]))
        commitment = multiply_and_add([GOLDEN["value"], blinding], [BASE, BLINDING_BASE])
        self.assertEqual(commitment.encode().hex(), GOLDEN["commitment"])

    def test_opening_holds(self):
        e = verify_opening(**OPENING)
        self.assertEqual(e.to_bytes(32, "little").hex(), GOLDEN["opening"]["challenges"]["e"])

    def test_opening_any_input_changed_is_refused(self):
        variants = dict(changed_inputs(OPENING))
        self.assertEqual(len(variants), 6)
        for name, inputs in variants.items():
            with self.subTest(name):
                self.assert_refused(["EquationFails"], verify_opening, inputs)

    def test_opening_every_byte_flipped_is_refused(self):
        for i in range(len(OPENING["proof"])):
            malformed = "NonCanonicalPoint" if i < 32 else "NonCanonicalScalar"
            inputs = {**OPENING, "proof": flip(OPENING["proof"], i, 1 << i % 8)}
            with self.subTest(byte=i):
                self.assert_refused([malformed, "EquationFails"], verify_opening, inputs)

    def test_report_holds_with_the_golden_challenges(self):
        challenges = verify_report(**REPORT)
        for name, expected in GOLDEN["report"]["challenges"].items():
            actual = challenges[name] if name == "u" else [challenges[name]]
            expected = expected if name == "u" else [expected]
            self.assertEqual([c.to_bytes(32, "little").hex() for c in actual], expected, name)

    def test_report_any_input_changed_is_refused(self):
        variants = dict(changed_inputs(REPORT))
        self.assertEqual(len(variants), 10)
        for name, inputs in variants.items():
            with self.subTest(name):
                self.assert_refused(["EquationFails"], verify_report, inputs)

    def test_report_a_byte_of_every_element_flipped_is_refused(self):
        for element in range(len(REPORT["proof"]) // 32):
            scalar = element in (4, 5, 6, 17, 18)
            malformed = "NonCanonicalScalar" if scalar else "NonCanonicalPoint"
            i = 32 * element + element % 32
            inputs = {**REPORT, "proof": flip(REPORT["proof"], i, 1 << element % 8)}
            with self.subTest(byte=i):
                self.assert_refused([malformed, "EquationFails"], verify_report, inputs)

    def test_report_lengths(self):
        proof = REPORT["proof"]
        for other in (b"", proof[:-1], proof[:-32], proof + b"\0", proof + bytes(32)):
            with self.subTest(length=len(other)):
                self.assert_refused(["WrongLength"], verify_report, {**REPORT, "proof": other})

    def test_report_scalar_of_the_order_or_above_is_refused(self):
        for element in (4, 5, 6, 17, 18):
            proof = REPORT["proof"]
            scalar = int.from_bytes(proof[32 * element:32 * element + 32], "little")
            for other in (ORDER, scalar + ORDER):
                changed = proof[:32 * element] + other.to_bytes(32, "little") + proof[32 * element + 32:]
                self.assert_refused(["NonCanonicalScalar"], verify_report, {**REPORT, "proof": changed})

    def test_report_identity_in_any_point_is_refused(self):
        for element in [0, 1, 2, 3, *range(7, 17)]:
            proof = REPORT["proof"]
            changed = proof[:32 * element] + bytes(32) + proof[32 * element + 32:]
            with self.subTest(element=element):
                self.assert_refused(["IdentityPoint"], verify_report, {**REPORT, "proof": changed})


if __name__ == "__main__":
    unittest.main()
