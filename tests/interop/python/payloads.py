"""The payload messages of candor/v1/payloads.proto that a transcript holds, and the definition, as far as the golden
market uses them."""

_PARTY = {1: ("id", "text"), 2: ("publicKey", "bytes")}
_MEMBER = {1: ("id", "text"), 2: ("displayName", "text"), 3: ("publicKey", "bytes")}
_TIME = {1: ("seconds", "integer"), 2: ("nanos", "integer")}
_EMPTY = {}
_AUDIT = {1: ("badShare", "integer"), 2: ("bits", "integer"), 3: ("answerSeconds", "integer")}
_VALIDATION = {2: ("validators", [_PARTY]), 3: ("audit", _AUDIT), 4: ("overlap", "integer")}
_ROW = {1: ("values", "doubles")}
_VALUATION = {1: ("linear", {1: ("rows", [_ROW])})}
_DEFINITION = {
    2: ("operator", _PARTY), 3: ("roster", [_MEMBER]), 4: ("recordsPerUnit", "integer"),
    5: ("quality", {2: ("linear", _EMPTY)}), 6: ("valuation", _VALUATION), 7: ("allocation", "integer"),
    8: ("payment", "integer"), 9: ("optOut", "integer"), 11: ("commitmentDeadline", _TIME),
    12: ("reportDeadline", _TIME), 14: ("validation", _VALIDATION), 15: ("logKey", "text"),
}
_SENDER = {1: ("participant", "text"), 2: ("requestId", "text"), 3: ("definitionDigest", "bytes")}

CREATE = {1: ("market", "text"), 3: ("definition", _DEFINITION)}
JOIN = _SENDER
COMMIT = {
    **_SENDER, 4: ("commitment", "bytes"), 5: ("datasetRoot", "bytes"), 6: ("openingProof", "bytes"),
    7: ("recordKey", "bytes"),
}
REPORT = {**_SENDER, 4: ("records", "integer"), 5: ("commitmentEvent", "integer"), 6: ("rangeProof", "bytes")}
REFUSE = {
    1: ("participant", "text"), 2: ("definitionDigest", "bytes"), 3: ("commitmentEvent", "integer"),
    4: ("refusal", "integer"),
}
OVERLAP = {
    1: ("market", "text"), 2: ("definitionDigest", "bytes"), 3: ("earlier", "text"),
    4: ("earlierCommitmentEvent", "integer"), 5: ("later", "text"), 6: ("laterCommitmentEvent", "integer"),
    7: ("sharedRecords", "integer"), 8: ("debitedRecords", "integer"),
}
SETTLE = {1: ("market", "text"), 3: ("definitionDigest", "bytes")}
CANCEL = {1: ("market", "text"), 3: ("definitionDigest", "bytes"), 4: ("reason", "text")}

REFUSALS = {
    1: "NoResponse", 2: "NotUnderRoot", 3: "NotTheTagsRecords", 4: "InvalidRecord", 5: "Malformed",
    6: "NoOverlapAnswer",
}
