"""Normalised texts: the shared vectors, and the files of Unicode 15.0.0 as far as this Python's Unicode knows them."""

import unittest

from files import vectors
from normalization import ASSIGNED, SPACE, VERSION, is_known_here, normalise, rows
from records import encode_cell
from refusal import Refused


def text(field):
    return "".join(chr(int(c, 16)) for c in field.split())


class Normalization(unittest.TestCase):
    def test_the_shared_vectors(self):
        file = vectors("text-normalization.json")
        self.assertEqual(file["unicode"], VERSION)
        taken = refused = 0
        for test in file["tests"]:
            with self.subTest(test):
                column = {"name": "t", "text": {"normalization": dict.fromkeys(test["asked"], True)}}
                if test["text"] is None:
                    with self.assertRaises(Refused) as fault:
                        encode_cell(column, test["cell"])
                    self.assertEqual(fault.exception.reason, "InvalidRecord")
                    refused += 1
                else:
                    expected = encode_cell({"name": "t", "text": {}}, test["text"])
                    self.assertEqual(encode_cell(column, test["cell"]), expected)
                    taken += 1
        self.assertEqual((taken, refused), (308, 42))

    def test_the_conformance_test(self):
        checked = 0
        for row in rows("NormalizationTest.txt"):
            forms = [text(field) for field in row[:5]]
            if all(map(is_known_here, forms)):
                expected = [forms[1]] * 3 + [forms[3]] * 2
                self.assertEqual([normalise(form, {"nfc": True}) for form in forms], expected)
                checked += 1
        self.assertGreater(checked, 18_000)

    def test_case_folding(self):
        found = {text(row[0]): text(row[2]) for row in rows("CaseFolding.txt") if row[1] in "CF"}
        self.assertEqual(len(found), 1_530)
        for code in ASSIGNED:
            if not 0xD800 <= code < 0xE000 and is_known_here(chr(code)):
                self.assertEqual(normalise(chr(code), {"caseFold": True}), found.get(chr(code), chr(code)))

    def test_max_bytes_and_pattern_are_of_the_normalised_text(self):
        rules = {"maxBytes": 7, "pattern": "[a-z]+", "normalization": {"caseFold": True}}
        self.assertEqual(encode_cell({"text": rules}, "STRA\u1e9eE")[5:], b"strasse")
        with self.assertRaises(Refused):
            encode_cell({"text": {**rules, "maxBytes": 6}}, "STRA\u1e9eE")

    def test_white_space_is_what_cells_are_trimmed_of(self):
        self.assertEqual(normalise(f"a{SPACE}b", {"collapseSpaces": True}), "a b")


if __name__ == "__main__":
    unittest.main()
