"""Markets of version 2 made here: they hold, and what breaks a rule that only version 2 has is named. The same in a
market of version 1 holds, as it did."""

import json
import unittest
from unittest import mock

import canonical
import market as markets
from building import NAME, Built, definition
from protobuf import decode, encode, write_varint
from refusal import Refused
from ristretto import BASE
from ristretto import decode as decode_point
from schema import MESSAGES
from transcript import decode_entry, verify


def joined(version=2, members=("north", "south", "west"), **changes):
    built = Built(definition(version, members, **changes))
    for id in members:
        built.join(id)
    return built


def compared(version=2):
    """North, south and west are attested in this order; south may report 7 of its 9 records, west 9 of 10."""
    built = joined(version)
    for id, size in (("north", 12), ("south", 9), ("west", 10)):
        built.commit(id, size)
        built.attest(id)
    built.compare("north", "south", 2, 2)
    built.compare("north", "west", 1, 1)
    built.compare("south", "west", 1, 0)
    return built


def unknown_field(payload):
    return payload + b"\xa2\x06\x01x"


class Refusing(unittest.TestCase):
    def assert_refused(self, reason, built, index=None):
        with self.assertRaises(Refused) as refused:
            verify(built.file())
        self.assertEqual(refused.exception.args, (reason, len(built.bodies) - 1 if index is None else index))

    def assert_open(self, built):
        with mock.patch.object(markets, "verify_report"):
            self.assertEqual(verify(built.file()).version, built.version)


class Version2(Refusing):
    def test_market_from_creation_to_settlement_holds(self):
        for version in (1, 2):
            built = compared(version)
            built.report("south", 7, 2)
            built.settle()
            market = verify(built.file())
            self.assertEqual((market.version, market.phase, market.events), (version, "settled", 15))
            self.assertEqual([member["report"] for member in market.members.values()], [None, 7, None])

    def test_members_that_only_version_2_has(self):
        changes = {"readAccess": 2, "listed": True}
        limits = {**definition()["validation"], "maxRecords": 2**26, "audit": {"recordsPerSecond": 1_000_000}}
        self.assert_open(Built(definition(**changes, validation=limits)))
        for name, value in (
                ("readAccess", 1), ("listed", True), ("validation", {**limits, "audit": {}}),
                ("validation", {**limits, "maxRecords": 0})):
            for version in (0, 1):
                with self.subTest(name, version=version):
                    self.assert_refused("DefinitionInvalid", Built(definition(version, **{name: value})))
        for name, value in (
                ("version", 3), ("readAccess", 3), ("validation", {**limits, "maxRecords": 2**26 + 1}),
                ("validation", {**limits, "audit": {"recordsPerSecond": 1_000_001}})):
            with self.subTest(name):
                self.assert_refused("DefinitionInvalid", Built({**definition(), name: value}))

    def test_entry_that_shows_another_version_than_was_signed(self):
        for version in (1, 2):
            built = Built(definition(version))
            entry = json.loads(built.bodies[0])
            entry["definition"]["version"] = 3 - version
            built.bodies[0] = canonical.write(entry).encode()
            self.assert_refused("EntryDiffers", built)

    def test_deadline_that_no_calendar_has(self):
        for seconds in (2**62, -2**62, 10**12):
            built = Built()
            payload = {"market": NAME, "definition": {**built.rules, "reportDeadline": {"seconds": seconds}}}
            entry = json.loads(built.bodies[0])
            entry["envelope"] = built.sign("registry", "CreateMarketPayload", payload)
            built.bodies[0] = canonical.write(entry).encode()
            self.assert_refused("DefinitionInvalid", built)


class Chains(Refusing):
    def test_message_sent_again_is_refused(self):
        built = joined()
        built.commit("north", 12)
        again = decode_entry(built.bodies[-1])
        built.commit("north", 11)
        built.bodies.append(built.bodies[4].replace(
            again["time"].isoformat().encode(), b"2030-01-01T12:00:06+00:00"))
        self.assert_refused("RequestIdReused", built)

    def test_message_sent_again_in_version_1_passes(self):
        built = joined(1)
        built.commit("north", 12)
        built.commit("north", 11)
        built.bodies.append(built.bodies[4].replace(b"12:00:04", b"12:00:06"))
        self.assert_open(built)

    def test_request_id_of_an_earlier_message_is_refused(self):
        built = joined()
        built.commit("north", 12, change=lambda payload: payload.update(requestId="request-1"))
        self.assert_refused("RequestIdReused", built)
        built = joined()
        built.commit("north", 12, change=lambda payload: payload.update(requestId="request-2"))
        self.assert_open(built)

    def test_wrong_predecessor_is_refused(self):
        built = joined()
        other = built.digests["south"]
        for predecessor in (built.digest, other, b"", bytes(32), built.digests["north"] + b"\0"):
            with self.subTest(predecessor.hex()):
                built = joined()
                built.commit("north", 12, change=lambda payload: payload.update(predecessor=predecessor))
                self.assert_refused("PredecessorMismatch", built)
                built = joined(1)
                built.commit("north", 12, change=lambda payload: payload.update(predecessor=predecessor))
                self.assert_open(built)

    def test_first_message_follows_the_definition(self):
        built = Built()
        built.join("north", change=lambda payload: payload.update(predecessor=bytes(32)))
        self.assert_refused("PredecessorMismatch", built)

    def test_message_left_out_or_moved_is_refused(self):
        built = joined()
        built.commit("north", 12)
        built.commit("north", 11)
        bodies = built.bodies
        built.bodies = [*bodies[:4], bodies[5]]
        self.assert_refused("PredecessorMismatch", built)
        built.bodies = [*bodies[:4], self.at(bodies[5], b"12:00:04"), self.at(bodies[4], b"12:00:05")]
        self.assert_refused("PredecessorMismatch", built, 4)

    def test_message_left_out_in_version_1_passes(self):
        built = joined(1)
        built.commit("north", 12)
        built.commit("north", 11)
        built.bodies = [*built.bodies[:4], built.bodies[5]]
        self.assert_open(built)

    def at(self, body, time):
        entry = json.loads(body)
        entry["time"] = f"2030-01-01T{time.decode()}+00:00"
        return canonical.write(entry).encode()


class Forms(Refusing):
    def each_message(self, version, forge):
        """A market under way after each kind of message, the last one forged."""
        yield Built(definition(version), forge=forge)
        built = Built(definition(version))
        built.join("north", forge=forge)
        yield built
        built = joined(version)
        built.commit("north", 12, forge=forge)
        yield built
        for refusal, shown in ((1, "NoResponse"), (4, "InvalidRecord")):
            built = joined(version)
            built.commit("north", 12)
            built.refuse("north", refusal, shown, forge=forge)
            yield built
        built = joined(version)
        for id in ("north", "south"):
            built.commit(id, 12)
            built.attest(id)
        built.compare("north", "south", 2, 2, forge=forge)
        yield built
        built = joined(version)
        built.commit("north", 12)
        built.attest("north")
        built.report("north", 12, 0, forge=forge)
        yield built
        built = joined(version)
        built.settle(forge=forge)
        yield built

    def test_payload_in_another_form_is_refused(self):
        for built in self.each_message(2, unknown_field):
            with self.subTest(json.loads(built.bodies[-1])["type"]):
                self.assert_refused("PayloadNotCanonical", built)

    def test_payload_in_another_form_in_version_1_passes(self):
        for built in self.each_message(1, unknown_field):
            with self.subTest(json.loads(built.bodies[-1])["type"]):
                self.assert_open(built)

    def test_high_s_is_refused(self):
        for built in self.each_message(2, "high s"):
            with self.subTest(json.loads(built.bodies[-1])["type"]):
                self.assert_refused("SignatureNotLowS", built)
        built = joined()
        built.commit("north", 12)
        built.attest("north", forge="high s")
        self.assert_refused("SignatureNotLowS", built)

    def test_high_s_in_version_1_passes(self):
        for built in self.each_message(1, "high s"):
            with self.subTest(json.loads(built.bodies[-1])["type"]):
                self.assert_open(built)

    def test_definition_that_stands_twice_is_refused(self):
        def twice(payload):
            # The first says another number of records to a unit; readers take the second, or merge both.
            rules = encode({"recordsPerUnit": 5}, MESSAGES["MarketDefinition"])
            name, rest = payload[:2 + len(NAME)], payload[2 + len(NAME):]
            extra = b"\x1a" + write_varint(len(rules)) + rules
            end = rest.index(b"create") + len(b"create")
            return name + rest[:end] + extra + rest[end:]

        built = Built(forge=twice)
        self.assert_refused("PayloadNotCanonical", built)
        self.assert_open(Built(definition(1), forge=twice))

    def test_version_that_two_readers_read_differently_is_refused(self):
        def twice(payload):
            rules = b"\x90\x01\x02"
            return payload + b"\x1a" + write_varint(len(rules)) + rules

        # Merged, as protobuf does it, the definition is of version 2.
        built = Built({**definition(1), "version": 0}, forge=twice)
        signed = decode_entry(built.bodies[0])["envelope"]["payload"]
        self.assertEqual(decode(signed, MESSAGES["CreateMarketPayload"])["definition"]["version"], 2)
        self.assert_refused("PayloadNotCanonical", built)


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
    def debit_of(self, built, id):
        """What the verifier takes off the commitment before it verifies the report."""
        standing = built.commitments[id]
        with mock.patch.object(markets, "verify_report") as verified:
            market = verify(built.file())
        commitment, debit = verified.call_args.args[2], market.members[id]["debit"]
        self.assertEqual(decode_point(commitment) + debit * BASE, decode_point(standing["commitment"]))
        return debit

    def reported(self, version, *fallen):
        built = compared(version)
        for id in fallen:
            built.refuse(id)
        built.report("west", 5, 0)
        return built

    def test_debits_of_commitments_that_fell_do_not_count(self):
        # West shares one record with north, and the same one with south: it was debited once, for north.
        for fallen, debit in (((), 1), (("north",), 1), (("south",), 1), (("north", "south"), 0)):
            with self.subTest(fallen):
                self.assertEqual(self.debit_of(self.reported(2, *fallen), "west"), debit)
                self.assertEqual(self.debit_of(self.reported(1, *fallen), "west"), 1)

    def test_commitment_that_was_replaced_counts_no_more(self):
        for version, debit in ((2, 0), (1, 2)):
            built = joined(version)
            for id in ("north", "south"):
                built.commit(id, 12)
                built.attest(id)
            built.compare("north", "south", 2, 2)
            built.commit("north", 13)
            built.report("south", 5, 0)
            self.assertEqual(self.debit_of(built, "south"), debit)

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
