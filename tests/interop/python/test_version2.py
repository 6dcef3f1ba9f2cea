"""Markets of version 2 made here hold; what breaks the chain of a participant's messages is named. The same in a market
of version 1 holds, as it did."""

import json
import unittest

import canonical
from building import NAME, Built, definition
from cases import Refusing, compared, joined
from transcript import decode_entry, verify


class Version2(Refusing):
    def test_market_from_creation_to_settlement_holds(self):
        for version in (1, 2):
            built = compared(version)
            built.report("south", 7, 2)
            built.settle()
            market = verify(built.file())
            self.assertEqual((market.version, market.phase, market.events), (version, "settled", 15))
            self.assertEqual([member["report"] for member in market.members.values()], [None, 7, None])

    def test_market_without_validation_holds(self):
        for version in (1, 2):
            built = joined(version, ("north", "south"), validation=None)
            built.commit("north", 12)
            built.report("north", 12, 0)
            built.settle()
            self.assertEqual(verify(built.file()).members["north"]["report"], 12)

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
                ("version", 4), ("readAccess", 3), ("validation", {**limits, "maxRecords": 2**26 + 1}),
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

    def test_entry_with_another_request_id_or_other_members(self):
        built = joined()
        entry = json.loads(built.bodies[-1])
        for changed, reason in (
                ({**entry, "requestId": "other"}, "EntryDiffers"), ({**entry, "more": 1}, "MalformedEntry"),
                ({name: value for name, value in entry.items() if name != "requestId"}, "MalformedEntry"),
                (dict(reversed(entry.items())), "MalformedEntry"),
                ({"type": entry["type"], **dict(reversed(entry.items()))}, "MalformedEntry")):
            built.bodies[-1] = canonical.write(changed).encode()
            self.assert_refused(reason, built)
        built = joined(1)
        entry = json.loads(built.bodies[-1])
        built.bodies[-1] = canonical.write({**entry, "requestId": "request-3"}).encode()
        self.assert_refused("MalformedEntry", built)

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


if __name__ == "__main__":
    unittest.main()
