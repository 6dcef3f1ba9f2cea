"""DSSE envelopes, and the attestation's bytes (statement 5)."""

import hashlib

import one_encoding
import p256
from refusal import Refused
from ristretto import decode

ATTESTATION_TYPE = "application/vnd.candor.v1.Attestation"


def type_of(message):
    return f"application/vnd.candor.v1.{message}+protobuf"


def pre_authentication_encoding(payload_type, payload):
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def message_digest(envelope):
    """What names a message in version 2: of what was signed, never of the signature."""
    return hashlib.sha256(pre_authentication_encoding(envelope["payloadType"], envelope["payload"])).digest()


def verify_envelope(envelope, payload_type, key, version=1, schema=None):
    """An envelope of one type under the key on record; from version 2 on with a low s and, where it has a schema, the
    one encoding of its payload. Returns the payload; raises Refused."""
    if envelope["payloadType"] != payload_type:
        raise Refused("PayloadTypeMismatch")
    if envelope["keyId"] != p256.key_id(key):
        raise Refused("KeyNotOnRecord")
    if not p256.verify(key, pre_authentication_encoding(payload_type, envelope["payload"]), envelope["signature"]):
        raise Refused("SignatureInvalid")
    if version > 1:
        if not p256.has_low_s(envelope["signature"]):
            raise Refused("SignatureNotLowS")
        if schema is not None:
            one_encoding.check(envelope["payload"], schema)
    return envelope["payload"]


def attestation(context, commitment, root, record_key, policy, message=None):
    """The payload that a validator signs; from version 2 on it names the message that committed."""
    fields = [
        b"candor/attestation/v1" if message is None else b"candor/attestation/v2",
        context["market"].encode(), context["definitionDigest"], context["participant"].encode(),
        context["participantKey"], commitment, root, record_key,
        policy[0].to_bytes(8, "little"), policy[1].to_bytes(8, "little"),
    ]
    fields += [] if message is None else [message]
    return b"".join(len(field).to_bytes(4, "little") + field for field in fields)


def read_attestation(payload, version=1):
    """The fields of an attestation; raises Refused unless the bytes are exactly what `attestation` gives."""
    fields, rest = [], payload
    while len(rest) >= 4:
        length = int.from_bytes(rest[:4], "little")
        fields.append(rest[4:4 + length])
        if len(fields[-1]) != length:
            raise Refused("AttestationMalformed")
        rest = rest[4 + length:]
    form = min(version, 2)
    label = b"candor/attestation/v%d" % form
    if rest or len(fields) != 9 + form or fields[0] != label or not (fields[1] and fields[3] and fields[4]):
        raise Refused("AttestationMalformed")
    if [len(field) for field in fields[8:10]] != [8, 8] or any(len(fields[i]) != 32 for i in (2, 6, 7)):
        raise Refused("AttestationMalformed")
    if version > 1 and len(fields[10]) != 32:
        raise Refused("AttestationMalformed")
    share, bits = (int.from_bytes(field, "little") for field in fields[8:10])
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
        "message": fields[10] if version > 1 else None,
    }
