"""A signed definition: which version's rules it asks for, and what only later versions know."""

from json_mapping import to_json
from refusal import Refused
from schema import MESSAGES

NEWEST = 3
_MOST_RECORDS, _MOST_PER_SECOND, _LARGEST_UNIT = 2**26, 1_000_000, 10**12


def version_of(definition):
    """The version of a decoded definition. Refused where no verifier knows it, or a member is beyond what it allows:
    earlier versions do not know the members at all."""
    version = definition["version"] or 1
    validation = definition["validation"] or {}
    members = (
        (definition["readAccess"], 2), (definition["listed"], True), (validation.get("maxRecords", 0), _MOST_RECORDS),
        ((validation.get("audit") or {}).get("recordsPerSecond", 0), _MOST_PER_SECOND))
    if version > NEWEST or any(not 0 <= value <= (most if version > 1 else 0) for value, most in members):
        raise Refused("DefinitionInvalid")
    if not 0 <= definition["paymentUnit"] <= _LARGEST_UNIT or (version < 3 and any(_since_3(definition))):
        raise Refused("DefinitionInvalid")
    if any(not any(asked.values()) for asked in _normalizations(definition)):
        raise Refused("DefinitionInvalid")
    return version


def _since_3(definition):
    """Whether each thing that only version 3 knows is there."""
    yield (definition["valuation"] or {}).get("table") is not None
    yield definition["allocation"] == 4
    yield definition["paymentUnit"] != 0
    yield from (True for _ in _normalizations(definition))


def _normalizations(definition):
    """What each normalised text column asks for, of which at least one must be true."""
    for column in ((definition["validation"] or {}).get("records") or {}).get("columns", []):
        asked = (column["text"] or {}).get("normalization")
        if asked is not None:
            yield asked


def most_records(definition):
    """How many records a commitment may be to at most, from version 2 on."""
    return definition["validation"]["maxRecords"] or 2**20


def shown(definition):
    """What the market's first entry shows of it."""
    return to_json(definition, MESSAGES["MarketDefinition"])
