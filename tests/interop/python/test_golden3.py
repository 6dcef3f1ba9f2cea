"""The golden market of version 3, which has a table of values and is settled with a quality in between, holds here; and
each rule of allocation settles as the document says, by its version."""

import unittest
from fractions import Fraction

import definitions
import files
from refusal import Refused
from settlement import payable, settle
from transcript import read_file, verify

FILE = files.transcript("market-v3.jsonl")
UP = {"points": [{"quality": 0.0, "value": 0.0}, {"quality": 1.0, "value": 1.0}]}
FALL = {"points": [
    {"quality": 0.0, "value": 0.0}, {"quality": 0.5, "value": 0.0}, {"quality": 1.0, "value": -3.0}]}
SEPARABLE = {"separable": {"own": [UP, UP], "effects": [
    {"row": 0, "column": 1, "curve": FALL}, {"row": 1, "column": 0, "curve": FALL}]}}
TABLE = {"table": {"sizes": [0.0, 0.5, 1.0], "tables": [
    {"values": [0.0, 0.0, -3.0, 0.5, 0.5, -2.5, 1.0, 1.0, -2.0]},
    {"values": [0.0, 0.5, 1.0, 0.0, 0.5, 1.0, -3.0, -2.5, -2.0]}]}}


def rules(version, valuation, allocation=1, **changes):
    return {
        "version": version, "roster": [{}, {}], "recordsPerUnit": 8, "quality": {"linear": {}}, "valuation": valuation,
        "allocation": allocation, "payment": 1, "optOut": 1, **changes}


def allocated(*given):
    return [share for share, _, _ in settle(rules(*given), [2, 3])[1]]


class Golden3(unittest.TestCase):
    def test_golden_market_holds(self):
        header, _ = read_file(FILE)
        market = verify(FILE, log_key=header["logKey"])
        self.assertEqual((market.version, market.phase, market.events), (3, "settled", 23))
        _, assignments = settle(market.definition, [10, 8, 6])
        self.assertEqual([share for share, _, _ in assignments], [6, 6, 2])

    def test_separable_by_version_and_rule(self):
        half = Fraction(1, 2)
        for version in (1, 2):
            self.assertEqual(allocated(version, SEPARABLE), [0, 0])
        self.assertEqual(allocated(3, SEPARABLE), [half, half])
        self.assertEqual(allocated(3, SEPARABLE, 4), [0, 0])
        self.assertEqual(allocated(3, SEPARABLE, 2), [5 * half / 4] * 2)

    def test_table_of_the_same_values_settles_alike(self):
        for allocation in (1, 2, 3, 4):
            for opt_out in (1, 2):
                for reports in ([2, 3], [4, None], [0, 7]):
                    alike = [
                        settle(rules(3, valuation, allocation, optOut=opt_out), reports)
                        for valuation in (SEPARABLE, TABLE)]
                    self.assertEqual(*alike)

    def test_ties_by_version(self):
        rows = {"linear": {"rows": [{"values": [1.0, -1.0000000001]}, {"values": [0.0, 1.0]}]}}
        self.assertEqual([allocated(version, rows)[1] for version in (1, 2, 3)], [Fraction(5, 8), Fraction(5, 8), 0])

    def test_payment_unit_rounds_down(self):
        micros = [pay for _, _, pay in settle(rules(3, SEPARABLE), [2, 3])[1]]
        coarse = [pay for _, _, pay in settle(rules(3, SEPARABLE, paymentUnit=200_000), [2, 3])[1]]
        self.assertEqual(coarse, [pay // 200_000 * 200_000 for pay in micros])
        self.assertNotEqual(coarse, micros)

    def test_floors_are_exact(self):
        vectors = files.vectors("payment-floors.json")["floors"]
        self.assertGreater(len(vectors), 100)
        for payment, unit, expected in vectors:
            self.assertEqual(payable(payment, unit), expected)

    def test_payment_unit_out_of_range_is_refused(self):
        golden = verify(FILE).definition
        for unit in (-1, 10**12 + 1):
            with self.assertRaises(Refused) as refused:
                definitions.version_of({**golden, "version": 3, "paymentUnit": unit})
            self.assertEqual(refused.exception.args[0], "DefinitionInvalid")

    def test_what_only_version_3_knows_is_refused_before(self):
        golden = verify(FILE).definition
        changes = (
            {}, {"valuation": {"table": None}, "allocation": 4}, {"valuation": {"table": None}, "paymentUnit": 1_000})
        for change in changes:
            for version in (1, 2):
                unlisted = {"readAccess": 0, "listed": False} if version == 1 else {}
                with self.assertRaises(Refused) as refused:
                    definitions.version_of({**golden, **unlisted, **change, "version": version})
                self.assertEqual(refused.exception.args[0], "DefinitionInvalid")
            self.assertEqual(definitions.version_of({**golden, **change, "version": 3}), 3)

    def test_what_version_2_knows_is_not_refused_for_what_version_3_adds(self):
        golden = verify(FILE).definition
        self.assertEqual(definitions.version_of({**golden, "valuation": {"table": None}, "version": 2}), 2)


if __name__ == "__main__":
    unittest.main()
