"""The golden statement 8: it holds here, and does not under other terms."""

import unittest

from contributions import statistics
from files import golden
from projections import interval, matrix, seed_digest, verify_near
from refusal import Refused

GOLDEN = golden("projections-v1.json")
INPUTS, OUTPUTS = GOLDEN["inputs"], GOLDEN["outputs"]
SHAPE = (INPUTS["gramCoordinates"], INPUTS["labelCoordinates"])
SEED = bytes.fromhex(INPUTS["projectionSeed"])
CONTEXT = {
    "market": INPUTS["market"],
    "definitionDigest": bytes.fromhex(INPUTS["definitionDigest"]),
    "participant": INPUTS["participant"],
    "participantKey": bytes.fromhex(INPUTS["participantKey"]),
}


class Projections(unittest.TestCase):
    def setUp(self):
        self.rows = matrix(SEED, *SHAPE, INPUTS["perBlock"])
        self.bounds = [tuple(map(int, ends)) for ends in OUTPUTS["bounds"]]
        digest = bytes.fromhex(OUTPUTS["statistics"])
        points = statistics([bytes.fromhex(c) for c in OUTPUTS["commitments"]], sum(SHAPE), digest)
        self.terms = [CONTEXT, bytes.fromhex(INPUTS["datasetRoot"]), INPUTS["report"], digest, points, SHAPE, SEED,
                      self.rows, self.bounds, bytes.fromhex(OUTPUTS["proof"])]

    def assert_refused(self, reason, verify, *arguments):
        with self.assertRaises(Refused) as refused:
            verify(*arguments)
        self.assertEqual(refused.exception.reason, reason)

    def test_rows_and_intervals_are_the_golden_ones(self):
        self.assertEqual(seed_digest(SEED).hex(), OUTPUTS["seedDigest"])
        self.assertEqual(self.rows, OUTPUTS["rows"])
        for i, row in enumerate(self.rows):
            block = SHAPE[0] if i < INPUTS["perBlock"] else SHAPE[1]
            given = (row, INPUTS["openedRecords"], block, INPUTS["records"], INPUTS["report"], INPUTS["zThousandths"])
            self.assertEqual(interval(*given), self.bounds[i])
            low, high = self.bounds[i]
            self.assertTrue(low <= sum(a * x for a, x in zip(row, INPUTS["coordinates"])) <= high)
            self.assertGreaterEqual(high - low, 8 * 2**30 * (block / 2)**.5)
        self.assert_refused(
            "TOO_MANY_RECORDS", interval, self.rows[0], INPUTS["openedRecords"], 64, 2**32, 2**32 - 1, 5500)

    def test_statement_8_holds_and_any_change_is_refused(self):
        verify_near(*self.terms)
        low, high = self.bounds[0]
        for place, value in (
                (1, bytes(32)), (2, INPUTS["report"] + 1), (4, self.terms[4][1:] + self.terms[4][:1]),
                (6, bytes(32)), (8, [(low + 1, high)] + self.bounds[1:])):
            changed = [*self.terms]
            changed[place] = value
            self.assert_refused("EquationFails", verify_near, *changed)
        self.assert_refused("WrongLength", verify_near, *self.terms[:-1], self.terms[-1][1:])


if __name__ == "__main__":
    unittest.main()
