"""A market run again from the signed messages of its transcript, as docs/protocol.md describes it."""

import hashlib

import definitions
from envelopes import ATTESTATION_TYPE, message_digest, read_attestation, type_of, verify_envelope
from json_mapping import time_of
from protobuf import decode
from refusal import Refused
from ristretto import BASE
from ristretto import decode as decode_point
from schema import MESSAGES
from settlement import settle
from statements import verify_opening, verify_report

_REFUSE_LATER = 1
_REFUSALS = {
    1: "NoResponse", 2: "NotUnderRoot", 3: "NotTheTagsRecords", 4: "InvalidRecord", 5: "Malformed",
    6: "NoOverlapAnswer",
}
_MEMBERS = {
    "market-created/1": "market definition envelope",
    "participant-joined/1": "participant envelope requestId",
    "commitment-accepted/1": "participant commitment datasetRoot openingProof nonce envelope recordKey requestId",
    "commitment-validated/1": "participant commitmentEvent validator envelope",
    "commitment-refused/1": "participant commitmentEvent validator refusal envelope",
    "overlap-checked/1":
        "earlier earlierCommitmentEvent later laterCommitmentEvent sharedRecords debitedRecords validator envelope",
    "report-accepted/1": "participant records commitmentEvent rangeProof envelope requestId",
    "market-settled/1": "cause outcome envelope reportsDigest",
    "market-cancelled/1": "reason envelope",
}


def require(holds, reason):
    if not holds:
        raise Refused(reason)


class Market:
    """State = fold(entries). `add` raises Refused where an entry does not follow."""

    def __init__(self):
        self.name = self.definition = self.digest = None
        self.version = 1
        self.phase = "open"
        self.members = {}
        self.events = 0
        self.due = None

    def add(self, entry):
        kind = entry["type"]
        require((kind == "market-created/1") == (self.definition is None), "OutOfOrder")
        require(self.due is None or kind == self.due, "OutOfOrder")
        require(self.phase == "open", "OutOfOrder")
        self._require_members(entry)
        self.events += 1
        {
            "market-created/1": self._create, "participant-joined/1": self._join,
            "commitment-accepted/1": self._commit, "commitment-validated/1": self._attest,
            "commitment-refused/1": self._refuse, "overlap-checked/1": self._compare,
            "report-accepted/1": self._report, "market-settled/1": self._settle,
            "market-cancelled/1": self._cancel,
        }[kind](entry)

    def _require_members(self, entry):
        """Request ids are shown from version 2 on."""
        members = _MEMBERS[entry["type"]].split()
        if self.version == 1 and "requestId" in members:
            members.remove("requestId")
        require([*entry] == ["type", "time", *members], "MalformedEntry")

    def _create(self, entry):
        payload = decode(entry["envelope"]["payload"], MESSAGES["CreateMarketPayload"])
        self.definition = payload["definition"]
        require(
            self.definition and self.definition["operator"] and self.definition["reportDeadline"], "DefinitionInvalid")
        self.version = definitions.version_of(self.definition)
        self._open(entry, "CreateMarketPayload", self.definition["operator"]["publicKey"])
        self.name = payload["market"]
        self.digest = hashlib.sha256(entry["envelope"]["payload"]).digest()
        self.deadline = time_of(self.definition["reportDeadline"])
        self.commitment_deadline = time_of(self.definition["commitmentDeadline"] or self.definition["reportDeadline"])
        require(entry["market"] == self.name, "EntryDiffers")
        require(entry["definition"] == definitions.shown(self.definition), "EntryDiffers")
        require(entry["time"] < self.commitment_deadline, "DeadlinePassed")
        self.members = {
            member["id"]: {
                "key": member["publicKey"], "phase": "invited", "commitment": None, "report": None,
                "last": self.digest, "ids": set(),
            }
            for member in self.definition["roster"]
        }

    def _open(self, entry, name, key):
        return decode(
            verify_envelope(entry["envelope"], type_of(name), key, self.version, MESSAGES[name]), MESSAGES[name])

    def _message(self, entry, name, key):
        payload = self._open(entry, name, key)
        require(payload["definitionDigest"] == self.digest, "DefinitionMismatch")
        return payload

    def _from_member(self, entry, name):
        require(entry["time"] < self.deadline, "DeadlinePassed")
        member = self.members[entry["participant"]]
        payload = self._message(entry, name, member["key"])
        require(payload["participant"] == f"{self.name}/participants/{entry['participant']}", "EntryDiffers")
        if self.version > 1:
            require(payload["requestId"] == entry["requestId"], "EntryDiffers")
            require(payload["requestId"] not in member["ids"], "RequestIdReused")
            require(payload["predecessor"] == member["last"], "PredecessorMismatch")
        member["ids"].add(payload["requestId"])
        member["last"] = message_digest(entry["envelope"])
        return member, payload

    def _validator(self, entry):
        require(entry["time"] < self.deadline, "DeadlinePassed")
        validators = self.definition["validation"]["validators"]
        keys = [party["publicKey"] for party in validators if party["id"] == entry["validator"]]
        require(len(keys) == 1, "KeyNotOnRecord")
        return keys[0]

    def _context(self, participant):
        return {
            "market": self.name, "definitionDigest": self.digest, "participant": participant,
            "participantKey": self.members[participant]["key"],
        }

    def _join(self, entry):
        member, _ = self._from_member(entry, "JoinMarketPayload")
        require(member["phase"] == "invited", "OutOfOrder")
        member["phase"] = "joined"

    def _commit(self, entry):
        member, payload = self._from_member(entry, "SubmitCommitmentPayload")
        require(member["phase"] in ("joined", "committed", "validated", "refused"), "OutOfOrder")
        require(entry["time"] < self.commitment_deadline, "DeadlinePassed")
        for name in ("commitment", "datasetRoot", "openingProof"):
            require(payload[name] == entry[name], "EntryDiffers")
        require(payload["recordKey"] == entry["recordKey"], "EntryDiffers")
        if self.definition["validation"]:
            require(any(payload["datasetRoot"]), "DatasetCommitmentRequired")
            decode_point(payload["recordKey"])
        verify_opening(
            self._context(entry["participant"]), payload["datasetRoot"], payload["commitment"],
            payload["openingProof"])
        member["phase"] = "committed"
        member["commitment"] = {
            "event": self.events, "C": payload["commitment"], "root": payload["datasetRoot"],
            "key": payload["recordKey"], "nonce": entry["nonce"], "message": member["last"], "attested": None,
            "shared": {}, "debited": 0,
        }

    def _attest(self, entry):
        member = self.members[entry["participant"]]
        said = read_attestation(
            verify_envelope(entry["envelope"], ATTESTATION_TYPE, self._validator(entry), self.version), self.version)
        standing = member["commitment"]
        require(standing and member["phase"] == "committed", "OutOfOrder")
        require(said["context"] == self._context(entry["participant"]), "VerdictMismatch")
        require(
            (said["commitment"], said["root"], said["key"]) == (standing["C"], standing["root"], standing["key"]),
            "VerdictMismatch")
        self._require_about(said["message"], standing)
        audit = self.definition["validation"]["audit"] or {"badSharePerMillion": 0, "securityBits": 0}
        require(
            said["policy"] == (audit["badSharePerMillion"] or 50_000, audit["securityBits"] or 40), "VerdictMismatch")
        require(entry["commitmentEvent"] == standing["event"], "EntryDiffers")
        member["phase"], standing["attested"] = "validated", self.events

    def _refuse(self, entry):
        payload = self._message(entry, "RefuseCommitmentPayload", self._validator(entry))
        member = self.members[entry["participant"]]
        require(payload["participant"] == f"{self.name}/participants/{entry['participant']}", "EntryDiffers")
        require(
            (payload["commitmentEvent"], _REFUSALS.get(payload["refusal"]))
            == (entry["commitmentEvent"], entry["refusal"]), "EntryDiffers")
        require(member["commitment"] and member["commitment"]["event"] == entry["commitmentEvent"], "VerdictMismatch")
        self._require_about(payload["commitmentDigest"], member["commitment"])
        require(self.version == 1 or payload["position"] is None, "VerdictMismatch")
        silent = entry["refusal"] == "NoOverlapAnswer"
        require(member["phase"] in (("validated", "reported") if silent else ("committed",)), "OutOfOrder")
        require(not silent or self.definition["validation"]["overlap"], "OutOfOrder")
        member["phase"], member["report"] = "refused", None

    def _require_about(self, message, standing):
        """A verdict names the message that it judges, from version 2 on."""
        require(self.version == 1 or message == standing["message"], "VerdictMismatch")

    def _attested(self):
        """The commitments that stand attested, by their events."""
        return {
            member["commitment"]["event"]: member["commitment"] for member in self.members.values()
            if member["phase"] in ("validated", "reported")
        }

    def _earlier(self, standing):
        """The events of the attested commitments that this one must have been compared with."""
        if not self.definition["validation"] or not self.definition["validation"]["overlap"]:
            return set()
        return {event for event, other in self._attested().items() if other["attested"] < standing["attested"]}

    def _debit(self, standing):
        """How much less than it committed to a participant may report now. In version 2 nothing of what the checks
        against commitments that fell found, beyond what those that stand account for."""
        if self.version == 1:
            return standing["debited"]
        attested = self._attested()
        shared = sum(shared for event, shared in standing["shared"].items() if event in attested)
        return min(standing["debited"], shared)

    def _compare(self, entry):
        payload = self._message(entry, "OverlapPayload", self._validator(entry))
        require(payload["market"] == self.name, "EntryDiffers")
        for name in ("earlier", "earlierCommitmentEvent", "later", "laterCommitmentEvent", "sharedRecords",
                     "debitedRecords"):
            require(payload[name] == entry[name], "EntryDiffers")
        earlier, later = self.members[entry["earlier"]], self.members[entry["later"]]
        require(later["phase"] == "validated", "OutOfOrder")
        standing = later["commitment"]
        require(standing["event"] == entry["laterCommitmentEvent"], "VerdictMismatch")
        require(
            earlier["commitment"] and earlier["commitment"]["event"] == entry["earlierCommitmentEvent"],
            "VerdictMismatch")
        self._require_about(payload["earlierCommitmentDigest"], earlier["commitment"])
        self._require_about(payload["laterCommitmentDigest"], standing)
        require(entry["earlierCommitmentEvent"] in self._earlier(standing) - {*standing["shared"]}, "VerdictMismatch")
        most = definitions.most_records(self.definition) if self.version > 1 else entry["sharedRecords"]
        require(entry["debitedRecords"] <= entry["sharedRecords"] <= most, "VerdictMismatch")
        require(standing["debited"] + entry["debitedRecords"] < 2**64, "VerdictMismatch")
        standing["shared"][entry["earlierCommitmentEvent"]] = entry["sharedRecords"]
        standing["debited"] += entry["debitedRecords"]
        if self.definition["validation"]["overlap"] == _REFUSE_LATER and entry["sharedRecords"]:
            later["phase"] = "refused"

    def _report(self, entry):
        member, payload = self._from_member(entry, "SubmitReportPayload")
        for name in ("records", "commitmentEvent", "rangeProof"):
            require(payload[name] == entry[name], "EntryDiffers")
        require(member["phase"] == ("validated" if self.definition["validation"] else "committed"), "OutOfOrder")
        standing = member["commitment"]
        require(standing["event"] == entry["commitmentEvent"] and entry["records"] < 2**32, "CommitmentNotCurrent")
        if self.definition["validation"]:
            require(self._earlier(standing) <= {*standing["shared"]}, "OverlapPending")
        commitment = standing["C"]
        member["debit"] = self._debit(standing)
        if member["debit"]:
            commitment = (decode_point(commitment) - member["debit"] * BASE).encode()
        verify_report(
            self._context(entry["participant"]), standing["root"], commitment, standing["event"], entry["records"],
            standing["nonce"], entry["rangeProof"])
        member["phase"], member["report"], member["proof"] = "reported", entry["records"], entry["rangeProof"]
        if all(other["phase"] == "reported" for other in self.members.values()):
            self.due = "market-settled/1"

    def _settle(self, entry):
        if entry["envelope"]:
            payload = self._message(
                entry, "SettleMarketPayload", self.definition["operator"]["publicKey"])
            require(payload["market"] == self.name, "EntryDiffers")
            cause = "Operator"
        else:
            cause = "AllReported" if self.due else "Deadline"
            require(self.due or entry["time"] >= self.deadline, "OutOfOrder")
        require(entry["cause"] == cause, "OutcomeDiffers")
        proofs = b"".join(member["proof"] for member in self.members.values() if member["report"] is not None)
        require(entry["reportsDigest"] == hashlib.sha256(proofs).digest(), "OutcomeDiffers")
        best, assignments = settle(self.definition, [member["report"] for member in self.members.values()])
        outcome = entry["outcome"]
        require(outcome["bestQuality"] == best, "OutcomeDiffers")
        require(len(outcome["assignments"]) == len(assignments), "OutcomeDiffers")
        for (participant, member), computed, found in zip(
                self.members.items(), assignments, outcome["assignments"]):
            require((participant, member["report"]) == (found["participant"], found["records"]), "OutcomeDiffers")
            require(
                computed == (found["allocatedQuality"], found["ownQuality"], found["paymentMicros"]),
                "OutcomeDiffers")
        self.phase, self.due = "settled", None

    def _cancel(self, entry):
        payload = self._message(
            entry, "CancelMarketPayload", self.definition["operator"]["publicKey"])
        require((payload["market"], payload["reason"]) == (self.name, entry["reason"]), "EntryDiffers")
        self.phase = "cancelled"
