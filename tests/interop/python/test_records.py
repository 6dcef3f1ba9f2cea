"""Canonical records, and what the golden market's participants committed to: from cells to the signed root."""

import hashlib
import unittest

import merkle
from datasets import record_point
from files import lines, transcript
from refusal import Refused
from records import encode, encode_cell
from ristretto import BASE, BLINDING_BASE, decode_scalar, multiply_and_add
from transcript import decode_entry, read_file

COLUMNS = {
    "number": {"number": {}, "optional": True},
    "integer": {"integer": {}, "optional": True},
    "text": {"text": {"maxBytes": 16}, "optional": True},
    "category": {"category": {"values": ["ja", "nein"]}, "optional": True},
}


class Market:
    """A golden market with its participants' secrets."""

    def __init__(self, version):
        _, entries = read_file(transcript(f"market-v{version}.jsonl"))
        self.entries = [decode_entry(body) for _, body in entries]
        self.columns = self.entries[0]["definition"]["validation"]["records"]["columns"]
        self.secrets = lines(f"market-secrets-v{version}.jsonl")

    def context(self):
        created = self.entries[0]
        return {
            "market": created["market"],
            "definitionDigest": hashlib.sha256(created["envelope"]["payload"]).digest(),
        }


class Records(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.markets = [Market(1), Market(2)]

    def test_cells_have_their_canonical_bytes(self):
        checked = 0
        for line in lines("cells-v1.jsonl"):
            with self.subTest(line):
                column = COLUMNS[line["kind"]]
                if line["canonical"] is None:
                    with self.assertRaises(Refused):
                        encode_cell(column, line["cell"])
                else:
                    self.assertEqual(encode_cell(column, line["cell"]).hex(), line["canonical"])
                checked += 1
        self.assertEqual(checked, 31)

    def test_rows_of_the_golden_markets(self):
        for market in self.markets:
            for secret in market.secrets:
                self.assertEqual([encode(market.columns, row).hex() for row in secret["rows"]], secret["records"])

    def test_rows_that_break_a_rule_of_the_golden_market_are_refused(self):
        market = self.markets[0]
        good = market.secrets[0]["rows"][0]
        for i, cell in ((0, "-1"), (1, "121"), (2, "paris"), (2, ""), (3, "-0.5"), (4, "ab12"), (4, "AB123")):
            row = [*good]
            row[i] = cell
            with self.assertRaises(Refused) as refused:
                encode(market.columns, row)
            self.assertEqual(refused.exception.reason, "InvalidRecord")

    def test_commitments_of_the_golden_markets_follow_from_their_secrets(self):
        for market in self.markets:
            signed = {e["participant"]: e for e in market.entries if e["type"] == "commitment-accepted/1"}
            for secret in market.secrets:
                entry = signed[secret["participant"]]
                key = decode_scalar(bytes.fromhex(secret["recordKey"]))
                blinding = decode_scalar(bytes.fromhex(secret["blinding"]))
                records = [bytes.fromhex(record) for record in secret["records"]]
                tags = sorted((key * record_point(market.context(), record)).encode() for record in records)
                self.assertEqual(merkle.root(tags), entry["datasetRoot"])
                self.assertEqual((key * BASE).encode(), entry["recordKey"])
                size = multiply_and_add([len(records), blinding], [BASE, BLINDING_BASE])
                self.assertEqual(size.encode(), entry["commitment"])

    def test_overlaps_of_the_golden_markets_are_those_of_their_records(self):
        for market, shared in zip(self.markets, ([1, 2, 1], [1, 2, 1, 1, 2])):
            records = {secret["participant"]: set(secret["records"]) for secret in market.secrets}
            overlaps = [e for e in market.entries if e["type"] == "overlap-checked/1"]
            self.assertEqual([e["sharedRecords"] for e in overlaps], shared)
            for e in overlaps:
                self.assertEqual(len(records[e["earlier"]] & records[e["later"]]), e["sharedRecords"])


if __name__ == "__main__":
    unittest.main()
