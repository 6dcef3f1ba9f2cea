"""Signers for tests: their secrets are hashes of names that everybody knows."""

import base64
import functools
import hashlib
import hmac

import ed25519
import p256

_PREFIX = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")


def der(*numbers):
    """A sequence of integers, none negative: r and s of an ECDSA signature in strict DER."""
    parts = b""
    for number in numbers:
        content = number.to_bytes(number.bit_length() // 8 + 1, "big")
        parts += b"\x02" + bytes([len(content)]) + content
    return b"\x30" + bytes([len(parts)]) + parts


def _nonce(secret, digest):
    """RFC 6979 section 3.2, for SHA-256 and P-256: its first candidate below the order."""
    def mac(key, data):
        return hmac.new(key, data, hashlib.sha256).digest()

    seed = secret.to_bytes(32, "big") + (int.from_bytes(digest, "big") % p256.ORDER).to_bytes(32, "big")
    key, value = bytes(32), b"\1" * 32
    for separator in (b"\0", b"\1"):
        key = mac(key, value + separator + seed)
        value = mac(key, value)
    while True:
        value = mac(key, value)
        candidate = int.from_bytes(value, "big")
        if 0 < candidate < p256.ORDER:
            return candidate
        key = mac(key, value + b"\0")
        value = mac(key, value)


def sign(secret, message, low=True):
    """A P-256 signature of the secret scalar: r and s, by default the low s."""
    digest = hashlib.sha256(message).digest()
    nonce = _nonce(secret, digest)
    r = p256.multiply_and_add((nonce, p256.BASE))[0] % p256.ORDER
    s = pow(nonce, -1, p256.ORDER) * (int.from_bytes(digest, "big") + r * secret) % p256.ORDER
    return r, min(s, p256.ORDER - s) if low else s


class Signer:
    """A member of a market, by its secret scalar."""

    def __init__(self, secret):
        self._secret = secret
        x, y = p256.multiply_and_add((secret, p256.BASE))
        self.key = _PREFIX + x.to_bytes(32, "big") + y.to_bytes(32, "big")

    def sign(self, message, high=False):
        r, s = sign(self._secret, message)
        return der(r, p256.ORDER - s if high else s)


@functools.cache
def signer(name):
    """The member of that name in the markets that are made here."""
    digest = hashlib.sha512(b"candor interop/" + name.encode()).digest()
    return Signer(int.from_bytes(digest, "big") % (p256.ORDER - 1) + 1)


@functools.cache
def golden_signer(name):
    """The member of that name in the golden markets."""
    return Signer(int.from_bytes(hashlib.sha256(b"candor golden market/" + name.encode()).digest(), "big"))


class Log:
    """A log key: it signs checkpoints (RFC 8032 section 5.1.6)."""

    def __init__(self, name, seed):
        digest = hashlib.sha512(seed).digest()
        self._scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
        self._prefix = digest[32:]
        self._public = ed25519.encode(ed25519.multiply(self._scalar, ed25519.BASE))
        encoded = b"\1" + self._public
        self._id = hashlib.sha256(name.encode() + b"\n" + encoded).digest()[:4]
        self.name, self.text = name, f"{name}+{self._id.hex()}+{base64.b64encode(encoded).decode()}"

    def checkpoint(self, origin, size, root):
        """A signed note."""
        text = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
        signature = base64.b64encode(self._id + self._sign(text.encode())).decode()
        return f"{text}\n— {self.name} {signature}\n".encode()

    def _sign(self, message):
        nonce = int.from_bytes(hashlib.sha512(self._prefix + message).digest(), "little") % ed25519.ORDER
        commitment = ed25519.encode(ed25519.multiply(nonce, ed25519.BASE))
        challenge = int.from_bytes(hashlib.sha512(commitment + self._public + message).digest(), "little")
        return commitment + ((nonce + challenge * self._scalar) % ed25519.ORDER).to_bytes(32, "little")
