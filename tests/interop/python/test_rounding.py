"""Curves of version 3 against mpmath's vectors and against settlements that are frozen."""

import json
import pathlib
import unittest

import rounding
from refusal import Refused
from settlement import settle

TESTS = pathlib.Path(__file__).parents[2]
VECTORS = json.loads((TESTS / "vectors" / "correctly-rounded.json").read_text())
NAMES = {
    "sigmoid": (), "powerLaw": ("ceiling", "scale", "exponent"), "exponential": ("ceiling", "rate", "shape"),
    "saturating": ("ceiling", "half", "shape")}
SETTLEMENTS = [
    json.loads(line) for line in (TESTS / "golden" / "settlements" / "settlements.jsonl").read_text().splitlines()]


def rules(line):
    return {
        "version": line["version"], "roster": [{}] * 3, "recordsPerUnit": 97, "quality": line["quality"],
        "valuation": line["valuation"], "allocation": 2, "payment": 1, "optOut": 1,
        "paymentUnit": int(line.get("paymentUnit", 0))}


class Rounding(unittest.TestCase):
    def test_every_vector(self):
        for kind, names in NAMES.items():
            for *numbers, size, expected in VECTORS[kind]:
                found = rounding.curve({kind: dict(zip(names, numbers))})(size)
                self.assertEqual(found, expected, f"{kind} {numbers} at {size}")

    def test_frozen_settlements(self):
        compared = 0
        for line in SETTLEMENTS:
            if "linear" not in line["valuation"] or "table" in line["quality"]:
                continue
            if line["version"] < 3 and "linear" not in line["quality"]:
                with self.assertRaises(Refused):
                    settle(rules(line), line["settled"][0]["reports"])
                continue
            for settled in line["settled"]:
                best, assignments = settle(rules(line), settled["reports"])
                compared += 1
                if "linear" in line["quality"]:
                    self.assertEqual(float(best), settled["best"])
                else:
                    self.assertEqual(best, settled["best"])
                    self.assertEqual([own for _, own, _ in assignments], settled["own"])
                for found, expected in zip((micros for _, _, micros in assignments), settled["micros"]):
                    # The mechanism rounds sums and products, which moves a payment across a whole unit now and then.
                    self.assertLessEqual(abs(found - expected), 1 if line["version"] < 3 else 0)
        self.assertGreater(compared, 20)


if __name__ == "__main__":
    unittest.main()
