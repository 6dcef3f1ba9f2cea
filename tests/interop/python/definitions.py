"""A signed definition: which version's rules it asks for, and what only version 2 knows."""

from json_mapping import to_json
from refusal import Refused
from schema import MESSAGES

NEWEST = 2
_MOST_RECORDS, _MOST_PER_SECOND = 2**26, 1_000_000


def version_of(definition):
    """The version of a decoded definition. Refused where no verifier knows it, or a member is beyond what it allows:
    version 1 does not know the members at all."""
    version = definition["version"] or 1
    validation = definition["validation"] or {}
    members = (
        (definition["readAccess"], 2), (definition["listed"], True), (validation.get("maxRecords", 0), _MOST_RECORDS),
        ((validation.get("audit") or {}).get("recordsPerSecond", 0), _MOST_PER_SECOND))
    if version > NEWEST or any(not 0 <= value <= (most if version > 1 else 0) for value, most in members):
        raise Refused("DefinitionInvalid")
    return version


def most_records(definition):
    """How many records a commitment may be to at most, in version 2."""
    return definition["validation"]["maxRecords"] or 2**20


def shown(definition):
    """What the market's first entry shows of it."""
    return to_json(definition, MESSAGES["MarketDefinition"])
