"""DSSE envelopes, and the attestation's bytes (statement 5)."""

import p256
from refusal import Refused
from ristretto import decode

ATTESTATION_TYPE = "application/vnd.candor.v1.Attestation"
_LABEL = b"candor/attestation/v1"


def type_of(message):
    return f"application/vnd.candor.v1.{message}+protobuf"


def pre_authentication_encoding(payload_type, payload):
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def verify_envelope(envelope, payload_type, key):
    """An envelope of one type under the key on record. Returns the payload; raises Refused."""
    if envelope["payloadType"] != payload_type:
        raise Refused("PayloadTypeMismatch")
    if envelope["keyId"] != p256.key_id(key):
        raise Refused("KeyNotOnRecord")
    if not p256.verify(key, pre_authentication_encoding(payload_type, envelope["payload"]), envelope["signature"]):
        raise Refused("SignatureInvalid")
    return envelope["payload"]


def attestation(context, commitment, root, record_key, policy):
    """The payload that a validator signs."""
    fields = [
        _LABEL, context["market"].encode(), context["definitionDigest"], context["participant"].encode(),
        context["participantKey"], commitment, root, record_key,
        policy[0].to_bytes(8, "little"), policy[1].to_bytes(8, "little"),
    ]
    return b"".join(len(field).to_bytes(4, "little") + field for field in fields)


def read_attestation(payload):
    """The ten fields of an attestation; raises Refused unless the bytes are exactly what `attestation` gives."""
    fields, rest = [], payload
    while len(rest) >= 4:
        length = int.from_bytes(rest[:4], "little")
        fields.append(rest[4:4 + length])
        if len(fields[-1]) != length:
            raise Refused("AttestationMalformed")
        rest = rest[4 + length:]
    if rest or len(fields) != 10 or fields[0] != _LABEL or not (fields[1] and fields[3] and fields[4]):
        raise Refused("AttestationMalformed")
    if any(len(fields[i]) != 32 for i in (2, 6, 7)) or any(len(fields[i]) != 8 for i in (8, 9)):
        raise Refused("AttestationMalformed")
    share, bits = (int.from_bytes(field, "little") for field in fields[8:])
    try:
        decode(fields[5])
        market, participant = fields[1].decode(), fields[3].decode()
    except (Refused, UnicodeDecodeError):
        raise Refused("AttestationMalformed") from None
    if not (1_400 <= share <= 1_000_000 and 1 <= bits <= 128):
        raise Refused("AttestationMalformed")
    return {
        "context": {
            "market": market, "definitionDigest": fields[2], "participant": participant,
            "participantKey": fields[4],
        },
        "commitment": fields[5], "root": fields[6], "key": fields[7], "policy": (share, bits),
    }
