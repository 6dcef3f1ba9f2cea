"""The golden statement 9 and a dispute: they hold here, and nothing that differs from them in one input does."""

import unittest

from contributions import blindings, statistics, vector_digest
from files import golden
from masks import (
    Epoch, decrypt_share, judge_pair, mask, parse_vector, verify_mask_key, verify_masked_vector, verify_own_point,
    verify_pair_opening, weights)
from refusal import Refused
from ristretto import BASE, ORDER
from sharing import parse_commitments, verify_share

GOLDEN = golden("masks-v1.json")
INPUTS, OUTPUTS = GOLDEN["inputs"], GOLDEN["outputs"]
DEFINITION = bytes.fromhex(INPUTS["definitionDigest"])
HALF = (ORDER + 1) // 2


def listed(values):
    return [bytes.fromhex(value) for value in values]


def scalar(text):
    return int.from_bytes(bytes.fromhex(text), "little")


CONTEXTS = [{
    "market": INPUTS["market"],
    "definitionDigest": DEFINITION,
    "participant": contributor["participant"],
    "participantKey": bytes.fromhex(contributor["participantKey"]),
} for contributor in INPUTS["contributors"]]
CONTRIBUTORS = [{
    "participant": given["participant"],
    "participantKey": bytes.fromhex(given["participantKey"]),
    "rosterIndex": given["rosterIndex"],
    "maskKey": bytes.fromhex(made["maskKey"]),
} for given, made in zip(INPUTS["contributors"], OUTPUTS["contributors"])]
SUBMISSIONS = [(bytes.fromhex(made["statistics"]), bytes.fromhex(made["payload"])) for made in OUTPUTS["contributors"]]


def epoch(number=INPUTS["epoch"], contributors=None):
    return Epoch(INPUTS["market"], DEFINITION, number, INPUTS["gramCoordinates"], INPUTS["labelCoordinates"],
                 CONTRIBUTORS if contributors is None else contributors)


def changed(elements, place, by):
    value = (int.from_bytes(elements[place], "little") + by) % ORDER
    return elements[:place] + [value.to_bytes(32, "little")] + elements[place + 1:]


class Masks(unittest.TestCase):
    def setUp(self):
        self.epoch = epoch()
        self.context, self.weights = weights(self.epoch, SUBMISSIONS)

    def assert_refused(self, reason, verify, *arguments):
        with self.assertRaises(Refused) as refused:
            verify(*arguments)
        self.assertEqual(refused.exception.reason, reason)

    def vectors(self, i):
        made = OUTPUTS["contributors"][i]
        points = statistics(listed(made["commitments"]), self.epoch.coordinates, SUBMISSIONS[i][0])
        return points, listed(made["values"]), listed(made["blindings"]), listed(made["points"])

    def test_list_context_and_weights_are_the_golden_ones(self):
        self.assertEqual(self.epoch.list.hex(), OUTPUTS["list"])
        self.assertEqual(self.context.hex(), OUTPUTS["context"])
        self.assertEqual([w.to_bytes(32, "little").hex() for w in self.weights], OUTPUTS["weights"])

    def test_mask_keys_hold_in_their_own_context_alone(self):
        for i, (context, made) in enumerate(zip(CONTEXTS, OUTPUTS["contributors"])):
            key, proof = bytes.fromhex(made["maskKey"]), bytes.fromhex(made["maskKeyProof"])
            verify_mask_key(context, key, proof)
            self.assert_refused("EquationFails", verify_mask_key, CONTEXTS[i - 1], key, proof)
            self.assert_refused("EquationFails", verify_mask_key, context, CONTRIBUTORS[i - 1]["maskKey"], proof)
            self.assert_refused("WrongLength", verify_mask_key, context, key, proof[1:])
            self.assert_refused("IdentityPoint", verify_mask_key, context, bytes(32), proof)

    def test_lists_with_a_copied_key_or_out_of_order_are_refused(self):
        copied = [*CONTRIBUTORS[:2], {**CONTRIBUTORS[2], "maskKey": CONTRIBUTORS[0]["maskKey"]}]
        self.assert_refused("RepeatedMaskKey", epoch, 2, copied)
        self.assert_refused("NotInRosterOrder", epoch, 2, CONTRIBUTORS[::-1])

    def test_masked_vectors_follow_from_the_secrets(self):
        total = [0] * self.epoch.coordinates
        for i, (given, made) in enumerate(zip(INPUTS["contributors"], OUTPUTS["contributors"])):
            r = blindings(CONTEXTS[i], given["coordinates"], bytes.fromhex(given["blindingSeed"]))
            key, seed = scalar(given["maskKey"]), scalar(given["ownSeed"])
            self.assertEqual((key * BASE).encode(), CONTRIBUTORS[i]["maskKey"])
            y, z = mask(self.epoch, i, key, seed, given["coordinates"], r)
            self.assertEqual(y, parse_vector(self.epoch, listed(made["values"])))
            self.assertEqual(z, parse_vector(self.epoch, listed(made["blindings"])))
            self.assertEqual(
                vector_digest(b"masked-values", listed(made["values"]))
                + vector_digest(b"masked-blindings", listed(made["blindings"])), SUBMISSIONS[i][1])
            own = self.epoch.own_masks(seed, i)[0]
            total = [(a + b - c) % ORDER for a, b, c in zip(total, y, own)]
        self.assertEqual(total, [x % ORDER for x in OUTPUTS["sum"]])

    def test_statement_9_holds_and_any_change_is_refused(self):
        for i, given in enumerate(INPUTS["contributors"]):
            commitments, y, z, points = self.vectors(i)
            verify_masked_vector(self.epoch, self.weights, i, commitments, y, z, points)
            verify_own_point(self.epoch, self.weights, i, points, scalar(given["ownSeed"]))
            other_epoch = epoch(INPUTS["epoch"] + 1)
            bad = [
                (self.weights, i, commitments, y, z, points[:2] + points[:1]),
                (self.weights, (i + 1) % 3, commitments, y, z, points),
                (self.weights, i, commitments[1:] + commitments[:1], y, z, points),
                (self.weights, i, commitments, changed(y, 1, 1), z, points),
                (self.weights, i, commitments, y, changed(z, 4, -1), points),
                (self.weights, i, commitments, changed(changed(y, 0, HALF), 2, HALF), z, points),
                (weights(other_epoch, SUBMISSIONS)[1], i, commitments, y, z, points),
                (weights(self.epoch, [*SUBMISSIONS[:2], (SUBMISSIONS[2][0], b"other")])[1],
                 i, commitments, y, z, points),
            ]
            for arguments in bad:
                self.assert_refused("EquationFails", verify_masked_vector, self.epoch, *arguments)
            self.assert_refused(
                "EquationFails", verify_own_point, self.epoch, self.weights, i, points, scalar(given["ownSeed"]) + 1)

    def test_malformed_vectors_and_points_are_named(self):
        commitments, y, z, points = self.vectors(0)
        order = ORDER.to_bytes(32, "little")
        for reason, arguments in (
                ("WrongLength", (y[1:], z, points)),
                ("WrongLength", (y, z, points[1:])),
                ("NonCanonicalScalar", ([order] + y[1:], z, points)),
                ("IdentityPoint", (y, z, [bytes(32)] + points[1:])),
                ("NonCanonicalPoint", (y, z, [b"\xff" * 32] + points[1:]))):
            self.assert_refused(
                reason, verify_masked_vector, self.epoch, self.weights, 0, commitments, *arguments)

    def test_opening_holds_and_decides_between_two_points(self):
        dispute = golden("disputes-v1.json")
        opener, other = dispute["inputs"]["opener"], dispute["inputs"]["other"]
        opening = bytes.fromhex(dispute["outputs"]["opening"])
        z = verify_pair_opening(self.epoch, CONTEXTS[opener], opener, other, opening)
        mine, theirs = (listed(OUTPUTS["contributors"][end]["points"]) for end in (opener, other))
        lie = BASE.encode()
        for of_one, of_other, named in (
                (mine[other], theirs[opener], []), (lie, theirs[opener], [opener]),
                (mine[other], lie, [other]), (lie, lie, [opener, other])):
            self.assertEqual(judge_pair(self.epoch, self.weights, z, opener, other, of_one, of_other), named)
        for arguments in (
                (epoch(1), CONTEXTS[opener], opener, other, opening),
                (self.epoch, CONTEXTS[other], opener, other, opening),
                (self.epoch, CONTEXTS[other], other, opener, opening),
                (self.epoch, CONTEXTS[opener], opener, 1, opening),
                (self.epoch, CONTEXTS[opener], opener, other, lie + opening[32:])):
            self.assert_refused("EquationFails", verify_pair_opening, *arguments)
        self.assert_refused(
            "WrongLength", verify_pair_opening, self.epoch, CONTEXTS[opener], opener, other, opening[1:])

    def test_encrypted_shares_fit_their_commitments(self):
        dispute = golden("disputes-v1.json")
        dealer = dispute["inputs"]["dealer"]
        encrypted = listed(dispute["outputs"]["encryptedShares"])
        self.assertEqual(
            vector_digest(b"encrypted-shares", encrypted).hex(), dispute["outputs"]["encryptedSharesDigest"])
        commitments = parse_commitments(listed(dispute["outputs"]["shareCommitments"]), 3)
        key = scalar(INPUTS["contributors"][dealer]["maskKey"])
        for holder, contributor in enumerate(CONTRIBUTORS):
            if holder != dealer:
                z = (key * self.epoch.keys[holder]).encode()
                share = decrypt_share(self.epoch, z, dealer, holder, encrypted)
                verify_share(commitments, contributor["rosterIndex"], share)
                self.assert_refused("EquationFails", verify_share, commitments, contributor["rosterIndex"], decrypt_share(
                    epoch(1), z, dealer, holder, encrypted))


if __name__ == "__main__":
    unittest.main()
