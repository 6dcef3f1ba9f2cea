"""Verdicts of version 2 name the messages that they judge, and debits count only against commitments that stand."""

import unittest

from cases import Refusing, compared, joined
from transcript import verify


class Verdicts(Refusing):
    def committed(self, version=2):
        built = joined(version)
        built.commit("north", 12)
        built.commit("south", 9)
        return built

    def test_attestation_names_the_message_that_it_judges(self):
        built = self.committed()
        built.attest("north", message=built.digests["south"])
        self.assert_refused("VerdictMismatch", built)
        built = self.committed()
        built.attest("north", message=built.digests["north"][:31])
        self.assert_refused("AttestationMalformed", built)

    def test_attestation_of_the_other_version_is_malformed(self):
        for version in (1, 2):
            built = self.committed(version)
            built.attest("north", version=3 - version, message=built.digests["north"])
            self.assert_refused("AttestationMalformed", built)

    def test_attestation_is_for_one_message_alone(self):
        # In version 1 the same dataset committed anew is attested by the same bytes.
        for version in (1, 2):
            built = self.committed(version)
            first = built.digests["north"]
            built.commit("north", 12)
            self.assertNotEqual(built.digests["north"], first)
            built.attest("north", message=first)
            if version == 1:
                self.assert_open(built)
            else:
                self.assert_refused("VerdictMismatch", built)
        built.bodies.pop()
        built.attest("north")
        self.assert_open(built)

    def test_refusal_names_the_message_that_it_judges(self):
        for digest in (bytes(32), b""):
            built = self.committed()
            built.refuse("north", 1, "NoResponse", change=lambda payload: payload.update(commitmentDigest=digest))
            self.assert_refused("VerdictMismatch", built)

    def test_refusal_with_a_position_is_refused(self):
        for position in (0, 3):
            built = self.committed()
            built.refuse("north", 4, "InvalidRecord", change=lambda payload: payload.update(position=position))
            self.assert_refused("VerdictMismatch", built)
            built = self.committed(1)
            built.refuse("north", 4, "InvalidRecord", change=lambda payload: payload.update(position=position))
            self.assert_open(built)

    def test_overlap_names_both_messages(self):
        for name in ("earlierCommitmentDigest", "laterCommitmentDigest"):
            built = self.committed()
            built.attest("north")
            built.attest("south")
            built.compare("north", "south", 2, 2, change=lambda payload: payload.update({name: bytes(32)}))
            self.assert_refused("VerdictMismatch", built)

    def test_more_shared_records_than_a_commitment_may_have(self):
        for version, shared in ((2, 2**20 + 1), (1, 2**20 + 1), (2, 2**20)):
            built = self.committed(version)
            built.attest("north")
            built.attest("south")
            built.compare("north", "south", shared, 0)
            if (version, shared) == (2, 2**20 + 1):
                self.assert_refused("VerdictMismatch", built)
            else:
                self.assert_open(built)

    def test_verdict_is_taken_once(self):
        built = self.committed()
        built.attest("north")
        built.attest("north")
        self.assert_refused("OutOfOrder", built)
        built = self.committed()
        built.attest("north")
        built.attest("south")
        built.compare("north", "south", 2, 2)
        built.compare("north", "south", 2, 2)
        self.assert_refused("VerdictMismatch", built)


class Debits(Refusing):
    def assert_debit(self, debit, version, fallen):
        """West's report is proved against its commitment less this many records."""
        built = compared(version)
        for id in fallen:
            built.refuse(id)
        built.report("west", 5, debit)
        self.assertEqual(verify(built.file()).members["west"]["debit"], debit)

    def test_debits_of_commitments_that_fell_do_not_count(self):
        # West shares one record with north, and the same one with south: it was debited once, for north.
        for fallen, debit in (((), 1), (("north",), 1), (("south",), 1), (("north", "south"), 0)):
            with self.subTest(fallen):
                self.assert_debit(debit, 2, fallen)
                self.assert_debit(1, 1, fallen)

    def test_commitment_that_was_replaced_counts_no_more(self):
        for version, debit in ((2, 0), (1, 2)):
            built = joined(version)
            for id in ("north", "south"):
                built.commit(id, 12)
                built.attest(id)
            built.compare("north", "south", 2, 2)
            built.commit("north", 13)
            built.report("south", 5, debit)
            self.assertEqual(verify(built.file()).members["south"]["debit"], debit)

    def test_report_keeps_the_debit_under_which_it_was_taken(self):
        built = compared()
        built.report("south", 7, 2)
        built.refuse("north")
        market = verify(built.file())
        self.assertEqual(market.members["south"]["debit"], 2)
        self.assertEqual(market.members["south"]["report"], 7)

    def test_report_above_what_is_left_is_refused(self):
        built = compared()
        built.report("south", 8, 1)
        self.assert_refused("EquationFails", built)
        built = compared()
        built.refuse("north")
        built.report("south", 9, 0)
        self.assertEqual(verify(built.file()).members["south"]["report"], 9)
        built = compared()
        built.refuse("north")
        built.report("south", 7, 2)
        self.assert_refused("EquationFails", built)


if __name__ == "__main__":
    unittest.main()
