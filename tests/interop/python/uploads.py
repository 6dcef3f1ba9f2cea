"""What a market's members uploaded in its training, held to what they signed, as docs/protocol.md describes it: statements
7 and 9 over a transcript and the folder that a server keeps."""

import base64
import hashlib

import canonical
import contributions
import masks
import merkle
import notes
from envelopes import type_of, verify_envelope
from protobuf import decode
from refusal import Refused
from schema import MESSAGES
from transcript import read_file

_HEADER, _CHUNK, _HASH = 128, 1 << 20, 32
_PAYLOADS = {
    "mask-key/1": ("MaskKeyPayload", {"maskKey": "maskKey", "proof": "proof"}),
    "statistics-committed/1":
        ("CommitStatisticsPayload", {"digest": "statisticsDigest", "countOpening": "countOpening"}),
    "contribution-accepted/1": ("MaskPayload", {
        "valuesDigest": "valuesDigest", "blindingsDigest": "blindingsDigest", "sharesDigest": "sharesDigest",
        "seedCommitments": "seedCommitments"}),
    "contribution-checked/1": ("CheckPayload", {"points": "points"}),
}


def require(holds, reason):
    if not holds:
        raise Refused(reason)


def read_blob(path, market):
    """The content of a whole blob; raises Refused unless header, hashes and name hold."""
    data = path.read_bytes()
    length = int.from_bytes(data[8:16], "little")
    count = -(-length // _CHUNK)
    require(data[:8] == b"candorb1" and len(data) == _HEADER + length + _HASH * (count + 1), "Damaged")
    content, seal = data[_HEADER:_HEADER + length], data[_HEADER + length:]
    hashes = b"".join(hashlib.sha256(content[i:i + _CHUNK]).digest() for i in range(0, length, _CHUNK))
    root = hashlib.sha256(
        b"candor/blob/1\0" + f"{market}/{path.name}".encode() + b"\0" + data[:_HEADER] + hashes).digest()
    require(seal == hashes + root, "Damaged")
    return content


def elements(data):
    require(len(data) % 32 == 0, "WrongLength")
    return [data[i:i + 32] for i in range(0, len(data), 32)]


class Uploads:
    """A market's training: `check` returns what was checked, as (what, epoch, participant); raises Refused."""

    def __init__(self, transcript, folder):
        header, entries = read_file(transcript)
        self.entries = [canonical.parse(body, "MalformedEntry") for _, body in entries]
        key = notes.parse_key(header["logKey"])
        _, root = notes.open_checkpoint(
            notes.strict_base64(header["checkpoint"], "MalformedFile"), header["origin"], key)
        require(root == merkle.root_of_hashes([leaf for leaf, _ in entries]), "RootMismatch")
        created = self.bytes_of(self.entries[0]["envelope"]["payload"])
        self.definition = decode(created, MESSAGES["CreateMarketPayload"])["definition"]
        self.digest = hashlib.sha256(created).digest()
        self.market = header["market"]
        self.folder = folder / self.market.removeprefix("markets/")
        self.roster = {member["id"]: (i, member["publicKey"]) for i, member in enumerate(self.definition["roster"])}
        # Number features alone are read here: φ is the one and each of them, and every ramp.
        training = self.definition["training"]
        p = 1 + len(training["features"]) + training["map"]["ramps"]
        target = next(c for c in training["records"]["columns"] if c["name"] == training["target"])
        self.gram = p * (p + 1) // 2
        self.labels = p * (len(target["category"]["values"]) - 1)
        self.keys, self.committed, self.reports = {}, {}, {}
        self.checked = []

    @staticmethod
    def bytes_of(text):
        return base64.b64decode(text, validate=True)

    def read(self, kind, digest):
        return elements(read_blob(self.folder / f"{kind}-{digest.hex()}", self.folder.name))

    def vector(self, kind, label, digest):
        vector = self.read(kind, digest)
        require(contributions.vector_digest(label, vector) == digest, "OtherDigest")
        return vector

    def message(self, entry):
        """The fields of an entry that its participant signed."""
        name, same = _PAYLOADS[entry["type"]]
        envelope = {**entry["envelope"], **{
            field: self.bytes_of(entry["envelope"][field]) for field in ("payload", "signature")}}
        _, key = self.roster[entry["participant"]]
        payload = decode(verify_envelope(envelope, type_of(name), key, 3, MESSAGES[name]), MESSAGES[name])
        require(payload["definitionDigest"] == self.digest, "DefinitionMismatch")
        require(payload["participant"] == f"{self.market}/participants/{entry['participant']}", "EntryDiffers")
        require(all(self.bytes_of(entry[shown]) == payload[signed] for shown, signed in same.items()), "EntryDiffers")
        require(entry.get("epoch", 0) == payload.get("epoch", 0), "EntryDiffers")
        return {**payload, "whole": envelope["payload"]}

    def check(self):
        epoch = []
        for entry in self.entries:
            kind, participant = entry["type"], entry.get("participant")
            if kind == "report-accepted/1":
                self.reports[participant] = entry["records"]
            elif kind == "mask-key/1":
                signed = self.message(entry)
                masks.verify_mask_key(self.context(participant), signed["maskKey"], signed["proof"])
                self.keys[participant] = signed["maskKey"]
            elif kind == "statistics-committed/1":
                self.check_count(participant, self.message(entry))
            elif kind in ("contribution-accepted/1", "contribution-checked/1"):
                epoch.append((kind, participant, self.message(entry)))
            elif kind == "points-compared/1":
                self.check_epoch(epoch, entry)
            elif kind == "training-step/1" and entry["step"] == "Mask":
                epoch = []
            elif kind == "models-delivered/1":
                self.check_model(self.bytes_of(entry["model"]["digest"]))
        return self.checked

    def context(self, participant):
        return {
            "market": self.market, "definitionDigest": self.digest, "participant": participant,
            "participantKey": self.roster[participant][1]}

    def check_count(self, participant, signed):
        digest = signed["statisticsDigest"]
        points = contributions.statistics(self.read("commitments", digest), self.gram + self.labels, digest)
        contributions.verify_count(points, self.reports[participant], signed["countOpening"])
        self.committed[participant] = (digest, points)
        self.checked.append(("count", 0, participant))

    def check_epoch(self, messages, compared):
        """Statement 9 of each, and that the platform names who fails it and nobody else."""
        masked = {who: signed for kind, who, signed in messages if kind == "contribution-accepted/1"}
        points = {who: elements(signed["points"]) for kind, who, signed in messages if kind == "contribution-checked/1"}
        listed = sorted(masked, key=lambda who: self.roster[who][0])
        number = masked[listed[0]]["epoch"]
        epoch = masks.Epoch(self.market, self.digest, number, self.gram, self.labels, [{
            "participant": who, "participantKey": self.roster[who][1], "rosterIndex": self.roster[who][0],
            "maskKey": self.keys[who]} for who in listed])
        context, weights = masks.weights(epoch, [(self.committed[who][0], masked[who]["whole"]) for who in listed])
        failed = set()
        for position, who in enumerate(listed):
            values = self.vector("masked-values", b"masked-values", masked[who]["valuesDigest"])
            blindings = self.vector("masked-blindings", b"masked-blindings", masked[who]["blindingsDigest"])
            self.vector("encrypted-shares", b"encrypted-shares", masked[who]["sharesDigest"])
            try:
                masks.verify_masked_vector(
                    epoch, weights, position, self.committed[who][1], values, blindings, points[who])
            except Refused:
                failed.add(who)
            self.checked.append(("masks", number, who))
        require(all(
            signed["context"] == context for kind, _, signed in messages if kind == "contribution-checked/1"),
            "ContextMismatch")
        require(
            failed == {one["participant"] for one in compared["named"] if one["cause"] == "MasksFail"}, "NamedDiffer")

    def check_model(self, digest):
        content = read_blob(self.folder / f"models-{digest.hex()}", self.folder.name)
        require(hashlib.sha256(content).digest() == digest, "OtherDigest")
        self.checked.append(("model", 0, None))
