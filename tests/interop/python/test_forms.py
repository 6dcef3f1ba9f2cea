"""Messages of version 2 have one form each, payload and signature; in version 1 every form holds."""

import json
import unittest

from building import NAME, Built, definition
from cases import Refusing, joined
from protobuf import decode, encode, write_varint
from schema import MESSAGES
from transcript import decode_entry


def unknown_field(payload):
    return payload + b"\xa2\x06\x01x"


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


if __name__ == "__main__":
    unittest.main()
