"""Markets made here, message by message, for tests of what a verifier takes and what it does not. Nothing that is added
is checked; `Market` in market.py does that."""

import base64
import hashlib
import json
from datetime import datetime, timedelta, timezone

import canonical
import json_mapping
import merkle
import protobuf
import provers
from envelopes import ATTESTATION_TYPE, attestation, pre_authentication_encoding, type_of
from ristretto import BASE
from schema import MESSAGES
from settlement import settle
from signers import Log, signer

NAME = "markets/built"
LOG = Log("candor.example", bytes(range(32)))
_START = datetime(2030, 1, 1, 12, tzinfo=timezone.utc)
_NONCE = bytes(range(32))
_POLICY = (50_000, 40)


def _text(data):
    return base64.b64encode(data).decode()


def _stamp(time):
    return {"seconds": int(time.timestamp()), "nanos": 0}


def definition(version=2, members=("north", "south", "west"), **changes):
    """A definition that compares its participants' records, as a decoded message."""
    identity = len(members)
    rows = [{"values": [1.0 if i == j else -0.25 for j in range(identity)]} for i in range(identity)]
    return {
        "displayName": "Built", "operator": {"id": "registry", "publicKey": signer("registry").key},
        "roster": [{"id": id, "displayName": id, "publicKey": signer(id).key} for id in members],
        "recordsPerUnit": 1, "quality": {"linear": {}}, "valuation": {"linear": {"rows": rows}}, "allocation": 1,
        "payment": 1, "optOut": 1, "currency": "EUR", "commitmentDeadline": _stamp(_START + timedelta(hours=12)),
        "reportDeadline": _stamp(_START + timedelta(days=1)),
        "validation": {
            "records": {"columns": [{"name": "id", "integer": {}}]},
            "validators": [{"id": "lab", "publicKey": signer("lab").key}], "overlap": 2,
        },
        "logKey": LOG.text, "transcriptAccess": 1, "version": version, **changes,
    }


class Built:
    """A market under way. Every step takes `change`, which may alter the payload before it is encoded, and `forge`,
    which gives other bytes for the encoded payload before they are signed, or is "high s"."""

    def __init__(self, rules=None, change=None, forge=None):
        self.rules = definition() if rules is None else rules
        self.bodies, self.digests = [], {}
        self._sizes, self._commitments, self._reports, self._proofs = {}, {}, {}, {}
        payload = {"market": NAME, "requestId": "create", "definition": self.rules}
        envelope = self.sign("registry", "CreateMarketPayload", payload, change, forge)
        self.digest = hashlib.sha256(base64.b64decode(envelope["payload"])).digest()
        signed = protobuf.decode(base64.b64decode(envelope["payload"]), MESSAGES["CreateMarketPayload"])
        shown = json_mapping.to_json(signed["definition"], MESSAGES["MarketDefinition"])
        self._add("market-created/1", market=NAME, definition=shown, envelope=envelope)

    @property
    def version(self):
        return self.rules["version"]

    def context(self, id):
        return {
            "market": NAME, "definitionDigest": self.digest, "participant": id, "participantKey": signer(id).key}

    def join(self, id, **how):
        envelope, shown = self._message(id, "JoinMarketPayload", {}, how)
        return self._add("participant-joined/1", participant=id, envelope=envelope, **shown)

    def commit(self, id, size, blinding=77, **how):
        is_audited = self.rules["validation"] is not None
        root = hashlib.sha256(id.encode()).digest() if is_audited else bytes(32)
        said = {
            "commitment": provers.commit(size, blinding), "datasetRoot": root,
            "openingProof": provers.prove_opening(self.context(id), root, size, blinding),
            "recordKey": (7 * BASE).encode() if is_audited else b"",
        }
        envelope, shown = self._message(id, "SubmitCommitmentPayload", said, how)
        claim = {name: _text(said[name]) for name in ("commitment", "datasetRoot", "openingProof")}
        event = self._add(
            "commitment-accepted/1", participant=id, **claim, nonce=_text(_NONCE), envelope=envelope,
            recordKey=_text(said["recordKey"]), **shown)
        self._commitments[id] = {**said, "event": event, "message": self.digests[id], "blinding": blinding}
        self._sizes[id] = size
        return event

    def attest(self, id, version=None, message=None, **how):
        standing = self._commitments[id]
        payload = attestation(
            self.context(id), standing["commitment"], standing["datasetRoot"], standing["recordKey"], _POLICY,
            None if (version or self.version) < 2 else message or standing["message"])
        envelope = self._envelope("lab", ATTESTATION_TYPE, payload, how.get("forge"))
        return self._add(
            "commitment-validated/1", participant=id, commitmentEvent=standing["event"], validator="lab",
            envelope=envelope)

    def refuse(self, id, refusal=6, shown="NoOverlapAnswer", **how):
        standing = self._commitments[id]
        payload = {
            "participant": f"{NAME}/participants/{id}", "definitionDigest": self.digest,
            "commitmentEvent": standing["event"], "refusal": refusal, **self._about(commitmentDigest=id),
        }
        envelope = self.sign("lab", "RefuseCommitmentPayload", payload, **how)
        return self._add(
            "commitment-refused/1", participant=id, commitmentEvent=standing["event"], validator="lab", refusal=shown,
            envelope=envelope)

    def compare(self, earlier, later, shared, debited, **how):
        said = {
            "earlier": earlier, "earlierCommitmentEvent": self._commitments[earlier]["event"], "later": later,
            "laterCommitmentEvent": self._commitments[later]["event"], "sharedRecords": shared,
            "debitedRecords": debited,
        }
        payload = {
            "market": NAME, "definitionDigest": self.digest, **said,
            **self._about(earlierCommitmentDigest=earlier, laterCommitmentDigest=later),
        }
        envelope = self.sign("lab", "OverlapPayload", payload, **how)
        return self._add("overlap-checked/1", **said, validator="lab", envelope=envelope)

    def report(self, id, records, debit, **how):
        standing = self._commitments[id]
        said = {
            "records": records, "commitmentEvent": standing["event"],
            "rangeProof": provers.prove_report(
                self.context(id), standing["datasetRoot"], standing["event"], records, _NONCE,
                self._sizes[id] - debit, standing["blinding"]),
        }
        envelope, shown = self._message(id, "SubmitReportPayload", said, how)
        self._reports[id], self._proofs[id] = records, said["rangeProof"]
        return self._add(
            "report-accepted/1", participant=id, records=records, commitmentEvent=standing["event"],
            rangeProof=_text(said["rangeProof"]), envelope=envelope, **shown)

    def settle(self, cause="Operator", **how):
        envelope = self.sign(
            "registry", "SettleMarketPayload",
            {"market": NAME, "requestId": "settle", "definitionDigest": self.digest}, **how)
        roster = [member["id"] for member in self.rules["roster"]]
        best, assignments = settle(self.rules, [self._reports.get(id) for id in roster])
        outcome = {
            "bestQuality": _number(best),
            "assignments": [
                {"participant": id, "records": self._reports.get(id), "allocatedQuality": _number(allocated),
                 "ownQuality": _number(own), "paymentMicros": payment}
                for id, (allocated, own, payment) in zip(roster, assignments)],
        }
        digest = hashlib.sha256(b"".join(self._proofs[id] for id in roster if id in self._proofs)).digest()
        return self._add(
            "market-settled/1", cause=cause, outcome=outcome, envelope=envelope if cause == "Operator" else None,
            reportsDigest=_text(digest))

    def file(self, bodies=None):
        """The transcript under a checkpoint of the log's key: a platform that lies signs again."""
        bodies = self.bodies if bodies is None else bodies
        origin = f"{LOG.name}/{NAME}"
        header = {
            "type": "candor-transcript/1", "market": NAME, "origin": origin, "logKey": LOG.text,
            "checkpoint": _text(LOG.checkpoint(origin, len(bodies), merkle.root(bodies))),
        }
        rows = [header, *({"index": i, "entry": _text(body)} for i, body in enumerate(bodies))]
        return "".join(json.dumps(row) + "\n" for row in rows).encode()

    def _about(self, **digests):
        return {name: self._commitments[id]["message"] for name, id in digests.items()} if self.version > 1 else {}

    def _message(self, id, name, said, how):
        payload = {
            "participant": f"{NAME}/participants/{id}", "requestId": f"request-{len(self.bodies)}",
            "definitionDigest": self.digest, **said,
        }
        if self.version > 1:
            payload["predecessor"] = self.digests.get(id, self.digest)
        envelope = self.sign(id, name, payload, **how)
        signed = pre_authentication_encoding(envelope["payloadType"], base64.b64decode(envelope["payload"]))
        self.digests[id] = hashlib.sha256(signed).digest()
        return envelope, {"requestId": payload["requestId"]} if self.version > 1 else {}

    def sign(self, id, name, payload, change=None, forge=None):
        """An envelope as an entry shows it."""
        if change:
            change(payload)
        return self._envelope(id, type_of(name), protobuf.encode(payload, MESSAGES[name]), forge)

    def _envelope(self, id, kind, payload, forge):
        high = forge == "high s"
        payload = forge(payload) if forge and not high else payload
        signature = signer(id).sign(pre_authentication_encoding(kind, payload), high)
        return {
            "payloadType": kind, "payload": _text(payload), "keyId": hashlib.sha256(signer(id).key).hexdigest(),
            "signature": _text(signature),
        }

    def _add(self, kind, **members):
        """Appends an entry; returns its event's number."""
        time = (_START + timedelta(seconds=len(self.bodies))).isoformat()
        self.bodies.append(canonical.write({"type": kind, "time": time, **members}).encode())
        return len(self.bodies)


def _number(fraction):
    return int(fraction) if fraction == int(fraction) else float(fraction)
