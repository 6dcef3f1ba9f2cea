"""The golden statements 3 to 6: they hold here, and nothing that differs from them in one input does."""

import base64
import hashlib
import unittest

import equality
import merkle
from datasets import record_point, sample_size, verify_audit, verify_dataset, verify_double_tags
from files import golden, vectors
from refusal import Refused
from ristretto import decode, decode_scalar

GOLDEN = golden("datasets-v1.json")
INPUTS, OUTPUTS, CHALLENGES = GOLDEN["inputs"], GOLDEN["outputs"], GOLDEN["challenges"]


def raw(name, source=OUTPUTS):
    return bytes.fromhex(source[name])


def flip(data):
    return bytes([data[0] ^ 1]) + data[1:]


CONTEXT = {
    "market": INPUTS["market"],
    "definitionDigest": raw("definitionDigest", INPUTS),
    "participant": INPUTS["participant"],
    "participantKey": raw("participantKey", INPUTS),
}
TAGS = [bytes.fromhex(tag) for tag in OUTPUTS["tags"]]
OTHER_TAGS = [bytes.fromhex(tag) for tag in OUTPUTS["otherTags"]]
DOUBLE_TAGS = [raw("doubleTags")[i:i + 32] for i in range(0, len(raw("doubleTags")), 32)]
TERMS = {
    "context": CONTEXT,
    "root": raw("datasetRoot"),
    "commitment": raw("commitment"),
    "key": raw("recordKey"),
    "size": len(TAGS),
}
POLICY = (INPUTS["badSharePerMillion"], INPUTS["securityBits"])
OPENINGS = [
    (position,
     INPUTS["records"][OUTPUTS["recordPositions"][position]].encode(),
     TAGS[position],
     [bytes.fromhex(sibling) for sibling in proof])
    for position, proof in zip(OUTPUTS["auditPositions"], OUTPUTS["auditInclusionProofs"])
]
DOUBLE = {
    "context": CONTEXT,
    "key": raw("recordKey"),
    "other": INPUTS["otherParticipant"],
    "root": raw("otherDatasetRoot"),
    "tags": OTHER_TAGS,
    "segment": 0,
    "double_tags": DOUBLE_TAGS,
    "proof": raw("doubleTagProof"),
}


def changed_contexts():
    for name, value in CONTEXT.items():
        yield {**CONTEXT, name: value + "x" if isinstance(value, str) else flip(value)}


class Vectors(unittest.TestCase):
    def test_expand_message(self):
        file = vectors("expand-message-xmd-sha512.json")
        for vector in file["tests"]:
            output = equality.expand_message(
                vector["msg"].encode(), file["DST"].encode(), int(vector["len_in_bytes"], 16))
            self.assertEqual(output.hex(), vector["uniform_bytes"])

    def test_oprf_elements_and_proofs(self):
        checked = 0
        for suite in vectors("oprf-ristretto255.json")["suites"]:
            for vector in suite["vectors"]:
                blinded = decode(raw("BlindedElement", vector))
                hashed = equality.hash_to_group(raw("Input", vector), raw("groupDST", suite))
                self.assertEqual(decode_scalar(raw("Blind", vector)) * hashed, blinded)
                if suite["mode"] == 1:
                    equality.verify(
                        b"OPRFV1-\x01-ristretto255-SHA512", decode(raw("pkSm", suite)), [blinded],
                        [decode(raw("EvaluationElement", vector))], bytes.fromhex(vector["Proof"]["proof"]))
                    checked += 1
        self.assertEqual(checked, 2)

    def test_merkle_roots(self):
        file = vectors("rfc6962-roots.json")
        leaves = [bytes.fromhex(leaf) for leaf in file["leaves_hex"]]
        for size, root in file["roots_hex"].items():
            self.assertEqual(merkle.root(leaves[:int(size)]).hex(), root)


class Datasets(unittest.TestCase):
    def assert_refused(self, reason, verify, *arguments, **named):
        with self.assertRaises(Refused) as refused:
            verify(*arguments, **named)
        self.assertEqual(refused.exception.reason, reason)

    def test_tags_and_root(self):
        key = decode_scalar(raw("recordKey", INPUTS))
        tags = [(key * record_point(CONTEXT, record.encode())).encode() for record in INPUTS["records"]]
        order = sorted(range(len(tags)), key=tags.__getitem__)
        self.assertEqual([tags[i] for i in order], TAGS)
        self.assertEqual(order, OUTPUTS["recordPositions"])
        self.assertEqual(merkle.root(TAGS), TERMS["root"])

    def test_dataset_holds_and_any_change_is_refused(self):
        proof = raw("datasetProof")
        self.assertEqual(verify_dataset(TERMS, proof).to_bytes(32, "little"), raw("datasetE", CHALLENGES))
        variants = [{**TERMS, "context": context} for context in changed_contexts()]
        variants += [
            {**TERMS, "root": flip(TERMS["root"])},
            {**TERMS, "key": raw("otherRecordKey")},
            {**TERMS, "size": TERMS["size"] + 1},
            {**TERMS, "commitment": TAGS[0]},
        ]
        for terms in variants:
            self.assert_refused("EquationFails", verify_dataset, terms, proof)
        self.assert_refused("WrongLength", verify_dataset, TERMS, proof[1:])

    def test_sample_sizes_are_those_of_the_page(self):
        sizes = [sample_size(n, 50_000, 40) for n in (100, 1_000, 10_000, 100_000, 1_000_000)]
        self.assertEqual(sizes, [96, 416, 526, 540, 541])
        self.assertEqual(sample_size(2**40, 1_400, 128), 63_330)
        self.assertEqual(sample_size(0, 50_000, 40), 0)

    def test_audit_with_more_or_fewer_openings_is_refused(self):
        for openings in (OPENINGS[:-1], OPENINGS + OPENINGS[-1:], []):
            self.assert_refused(
                "WrongCount", verify_audit, TERMS, POLICY, raw("auditNonce"), openings, raw("auditProof"))

    def test_audit_holds_and_any_change_is_refused(self):
        nonce, proof = raw("auditNonce"), raw("auditProof")
        self.assertEqual(verify_audit(TERMS, POLICY, nonce, OPENINGS, proof), raw("auditContext", CHALLENGES))
        for context in changed_contexts():
            terms = {**TERMS, "context": context}
            self.assert_refused("EquationFails", verify_audit, terms, POLICY, nonce, OPENINGS, proof)
        other = (POLICY[0] - 1, POLICY[1])
        self.assert_refused("EquationFails", verify_audit, TERMS, other, nonce, OPENINGS, proof)
        stricter = (POLICY[0], POLICY[1] + 1)
        self.assert_refused("WrongCount", verify_audit, TERMS, stricter, nonce, OPENINGS, proof)
        self.assert_refused("EquationFails", verify_audit, TERMS, POLICY, flip(nonce), OPENINGS, proof)
        for i, (position, record, tag, inclusion) in enumerate(OPENINGS):
            other = [*OPENINGS]
            other[i] = (position, flip(record), tag, inclusion)
            self.assert_refused("EquationFails", verify_audit, TERMS, POLICY, nonce, other, proof)
            other[i] = (position ^ 1, record, tag, inclusion)
            self.assert_refused("NotUnderRoot", verify_audit, TERMS, POLICY, nonce, other, proof)
            other[i] = (position, record, tag, inclusion[:-1])
            self.assert_refused("NotUnderRoot", verify_audit, TERMS, POLICY, nonce, other, proof)

    def test_double_tags_hold_and_any_change_is_refused(self):
        self.assertEqual(verify_double_tags(**DOUBLE), raw("doubleTagContext", CHALLENGES))
        variants = [{**DOUBLE, "context": context} for context in changed_contexts()]
        variants += [
            {**DOUBLE, "key": raw("otherRecordKey")},
            {**DOUBLE, "other": "city"},
            {**DOUBLE, "root": flip(DOUBLE["root"])},
            {**DOUBLE, "segment": 1},
            {**DOUBLE, "double_tags": [DOUBLE_TAGS[1], DOUBLE_TAGS[0], *DOUBLE_TAGS[2:]]},
        ]
        for variant in variants:
            self.assert_refused("EquationFails", verify_double_tags, **variant)

    def test_double_tags_coincide_for_shared_records(self):
        other_key = decode_scalar(raw("otherRecordKey", INPUTS))
        ours = {(other_key * decode(tag)).encode() for tag in TAGS}
        shared = set(INPUTS["records"]) & set(INPUTS["otherRecords"])
        self.assertEqual(len(ours & set(DOUBLE_TAGS)), len(shared))
        self.assertEqual(len(shared), 2)

    def test_attestation(self):
        fields = [
            b"candor/attestation/v1", CONTEXT["market"].encode(), CONTEXT["definitionDigest"],
            CONTEXT["participant"].encode(), CONTEXT["participantKey"], TERMS["commitment"], TERMS["root"],
            TERMS["key"], POLICY[0].to_bytes(8, "little"), POLICY[1].to_bytes(8, "little"),
        ]
        payload = b"".join(len(field).to_bytes(4, "little") + field for field in fields)
        self.assertEqual(payload, raw("attestation"))

    def test_checkpoint_text_and_key_id(self):
        text, signatures = OUTPUTS["checkpoint"].split("\n\n")
        origin, size, _ = text.split("\n")
        self.assertEqual((origin, int(size)), (INPUTS["origin"], len(TAGS)))
        name, key_id, _ = OUTPUTS["noteKey"].split("+", 2)
        self.assertTrue(signatures.startswith(f"— {name} "))
        public_key = base64.b64decode(OUTPUTS["noteKey"].split("+", 2)[2])
        self.assertEqual(hashlib.sha256(name.encode() + b"\n" + public_key).hexdigest()[:8], key_id)


if __name__ == "__main__":
    unittest.main()
