"""A market run again from the signed messages of its transcript, as docs/protocol.md describes it."""

import hashlib
from datetime import datetime, timedelta, timezone

import payloads
from envelopes import ATTESTATION_TYPE, read_attestation, type_of, verify_envelope
from protobuf import decode
from refusal import Refused
from ristretto import BASE
from ristretto import decode as decode_point
from settlement import settle
from statements import verify_opening, verify_report

_CREDIT_EARLIER, _REFUSE_LATER = 2, 1


def require(holds, reason):
    if not holds:
        raise Refused(reason)


def _time(stamp):
    return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(
        seconds=stamp["seconds"], microseconds=stamp["nanos"] // 1000)


class Market:
    """State = fold(entries). `add` raises Refused where an entry does not follow."""

    def __init__(self):
        self.name = self.definition = self.digest = None
        self.phase = "open"
        self.members = {}
        self.events = 0
        self.due = None

    def add(self, entry):
        kind = entry["type"]
        require((kind == "market-created/1") == (self.definition is None), "OutOfOrder")
        require(self.due is None or kind == self.due, "OutOfOrder")
        require(self.phase == "open", "OutOfOrder")
        self.events += 1
        {
            "market-created/1": self._create, "participant-joined/1": self._join,
            "commitment-accepted/1": self._commit, "commitment-validated/1": self._attest,
            "commitment-refused/1": self._refuse, "overlap-checked/1": self._compare,
            "report-accepted/1": self._report, "market-settled/1": self._settle,
            "market-cancelled/1": self._cancel,
        }[kind](entry)

    def _create(self, entry):
        payload = decode(entry["envelope"]["payload"], payloads.CREATE)
        self.definition = payload["definition"]
        verify_envelope(entry["envelope"], type_of("CreateMarketPayload"), self.definition["operator"]["publicKey"])
        self.name = payload["market"]
        self.digest = hashlib.sha256(entry["envelope"]["payload"]).digest()
        require(entry["market"] == self.name, "EntryDiffers")
        self.deadline = _time(self.definition["reportDeadline"])
        self.commitment_deadline = _time(self.definition["commitmentDeadline"] or self.definition["reportDeadline"])
        require(entry["time"] < self.commitment_deadline, "DeadlinePassed")
        self.members = {
            member["id"]: {"key": member["publicKey"], "phase": "invited", "commitment": None, "report": None}
            for member in self.definition["roster"]
        }

    def _message(self, entry, name, schema, key):
        payload = decode(verify_envelope(entry["envelope"], type_of(name), key), schema)
        require(payload["definitionDigest"] == self.digest, "DefinitionMismatch")
        return payload

    def _from_member(self, entry, name, schema):
        require(entry["time"] < self.deadline, "DeadlinePassed")
        member = self.members[entry["participant"]]
        payload = self._message(entry, name, schema, member["key"])
        require(payload["participant"] == f"{self.name}/participants/{entry['participant']}", "EntryDiffers")
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
        member, _ = self._from_member(entry, "JoinMarketPayload", payloads.JOIN)
        require(member["phase"] == "invited", "OutOfOrder")
        member["phase"] = "joined"

    def _commit(self, entry):
        member, payload = self._from_member(entry, "SubmitCommitmentPayload", payloads.COMMIT)
        require(member["phase"] in ("joined", "committed", "validated", "refused"), "OutOfOrder")
        require(entry["time"] < self.commitment_deadline, "DeadlinePassed")
        for name in ("commitment", "datasetRoot", "openingProof"):
            require(payload[name] == entry[name], "EntryDiffers")
        require(payload["recordKey"] == entry.get("recordKey", b""), "EntryDiffers")
        if self.definition["validation"]:
            require(any(payload["datasetRoot"]), "DatasetCommitmentRequired")
            decode_point(payload["recordKey"])
        verify_opening(
            self._context(entry["participant"]), payload["datasetRoot"], payload["commitment"],
            payload["openingProof"])
        member["phase"] = "committed"
        member["commitment"] = {
            "event": self.events, "C": payload["commitment"], "root": payload["datasetRoot"],
            "key": payload["recordKey"], "nonce": entry["nonce"], "attested": None, "compared": set(), "debited": 0,
        }

    def _attest(self, entry):
        member = self.members[entry["participant"]]
        said = read_attestation(verify_envelope(entry["envelope"], ATTESTATION_TYPE, self._validator(entry)))
        standing = member["commitment"]
        require(standing and member["phase"] == "committed", "OutOfOrder")
        require(said["context"] == self._context(entry["participant"]), "VerdictMismatch")
        require(
            (said["commitment"], said["root"], said["key"]) == (standing["C"], standing["root"], standing["key"]),
            "VerdictMismatch")
        audit = self.definition["validation"]["audit"] or {"badShare": 0, "bits": 0}
        require(said["policy"] == (audit["badShare"] or 50_000, audit["bits"] or 40), "VerdictMismatch")
        require(entry["commitmentEvent"] == standing["event"], "EntryDiffers")
        member["phase"], standing["attested"] = "validated", self.events

    def _refuse(self, entry):
        payload = self._message(entry, "RefuseCommitmentPayload", payloads.REFUSE, self._validator(entry))
        member = self.members[entry["participant"]]
        require(payload["participant"] == f"{self.name}/participants/{entry['participant']}", "EntryDiffers")
        require(
            (payload["commitmentEvent"], payloads.REFUSALS.get(payload["refusal"]))
            == (entry["commitmentEvent"], entry["refusal"]), "EntryDiffers")
        require(member["commitment"] and member["commitment"]["event"] == entry["commitmentEvent"], "VerdictMismatch")
        silent = entry["refusal"] == "NoOverlapAnswer"
        require(member["phase"] in (("validated", "reported") if silent else ("committed",)), "OutOfOrder")
        require(not silent or self.definition["validation"]["overlap"], "OutOfOrder")
        member["phase"], member["report"] = "refused", None

    def _earlier(self, member):
        """The events of the attested commitments that this one must have been compared with."""
        if not self.definition["validation"] or not self.definition["validation"]["overlap"]:
            return set()
        return {
            other["commitment"]["event"] for other in self.members.values()
            if other["phase"] in ("validated", "reported")
            and other["commitment"]["attested"] < member["commitment"]["attested"]
        }

    def _compare(self, entry):
        payload = self._message(entry, "OverlapPayload", payloads.OVERLAP, self._validator(entry))
        require(payload.pop("market") == self.name, "EntryDiffers")
        del payload["definitionDigest"]
        require(all(entry[name] == value for name, value in payload.items()), "EntryDiffers")
        earlier, later = self.members[entry["earlier"]], self.members[entry["later"]]
        require(later["phase"] == "validated", "OutOfOrder")
        standing = later["commitment"]
        require(standing["event"] == entry["laterCommitmentEvent"], "VerdictMismatch")
        require(earlier["commitment"]["event"] == entry["earlierCommitmentEvent"], "VerdictMismatch")
        require(entry["earlierCommitmentEvent"] in self._earlier(later) - standing["compared"], "VerdictMismatch")
        require(entry["debitedRecords"] <= entry["sharedRecords"], "VerdictMismatch")
        require(standing["debited"] + entry["debitedRecords"] < 2**64, "VerdictMismatch")
        standing["compared"].add(entry["earlierCommitmentEvent"])
        standing["debited"] += entry["debitedRecords"]
        if self.definition["validation"]["overlap"] == _REFUSE_LATER and entry["sharedRecords"]:
            later["phase"] = "refused"

    def _report(self, entry):
        member, payload = self._from_member(entry, "SubmitReportPayload", payloads.REPORT)
        for name in ("records", "commitmentEvent", "rangeProof"):
            require(payload[name] == entry[name], "EntryDiffers")
        require(member["phase"] == ("validated" if self.definition["validation"] else "committed"), "OutOfOrder")
        standing = member["commitment"]
        require(standing["event"] == entry["commitmentEvent"] and entry["records"] < 2**32, "CommitmentNotCurrent")
        if self.definition["validation"]:
            require(self._earlier(member) <= standing["compared"], "OverlapPending")
        commitment = standing["C"]
        if standing["debited"]:
            commitment = (decode_point(commitment) - standing["debited"] * BASE).encode()
        verify_report(
            self._context(entry["participant"]), standing["root"], commitment, standing["event"], entry["records"],
            standing["nonce"], entry["rangeProof"])
        member["phase"], member["report"], member["proof"] = "reported", entry["records"], entry["rangeProof"]
        if all(other["phase"] == "reported" for other in self.members.values()):
            self.due = "market-settled/1"

    def _settle(self, entry):
        if entry["envelope"]:
            payload = self._message(
                entry, "SettleMarketPayload", payloads.SETTLE, self.definition["operator"]["publicKey"])
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
            entry, "CancelMarketPayload", payloads.CANCEL, self.definition["operator"]["publicKey"])
        require((payload["market"], payload["reason"]) == (self.name, entry["reason"]), "EntryDiffers")
        self.phase = "cancelled"
