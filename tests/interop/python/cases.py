"""What tests of markets made here share."""

import unittest

from building import Built, definition
from refusal import Refused
from transcript import verify


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


class Refusing(unittest.TestCase):
    def assert_refused(self, reason, built, index=None):
        with self.assertRaises(Refused) as refused:
            verify(built.file())
        self.assertEqual(refused.exception.args, (reason, len(built.bodies) - 1 if index is None else index))

    def assert_open(self, built):
        self.assertEqual(verify(built.file()).version, built.version)
