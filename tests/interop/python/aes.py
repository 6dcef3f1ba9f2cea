"""AES-256 in counter mode (FIPS 197, NIST SP 800-38A) and HKDF with SHA-256 (RFC 5869)."""

import hashlib
import hmac


def _times_x(a):
    return (a << 1 ^ (0x1B if a & 0x80 else 0)) & 0xFF


def _product(a, b):
    total = 0
    while b:
        if b & 1:
            total ^= a
        a, b = _times_x(a), b >> 1
    return total


def _s_box():
    for a in range(256):
        # The inverse is the 254th power.
        inverse, power, exponent = 1, a, 254
        while exponent:
            if exponent & 1:
                inverse = _product(inverse, power)
            power, exponent = _product(power, power), exponent >> 1
        value = 0x63
        for turn in range(5):
            value ^= (inverse << turn | inverse >> (8 - turn)) & 0xFF
        yield value


_S_BOX = bytes(_s_box())


def _expand(key):
    """The 15 round keys of 16 bytes."""
    words = [key[i:i + 4] for i in range(0, 32, 4)]
    constant = 1
    for i in range(8, 60):
        word = words[-1]
        if i % 8 == 0:
            word = bytes([_S_BOX[word[1]] ^ constant, _S_BOX[word[2]], _S_BOX[word[3]], _S_BOX[word[0]]])
            constant = _times_x(constant)
        elif i % 8 == 4:
            word = bytes(_S_BOX[byte] for byte in word)
        words.append(bytes(a ^ b for a, b in zip(words[-8], word)))
    return [b"".join(words[i:i + 4]) for i in range(0, 60, 4)]


def _mix(state):
    for i in range(0, 16, 4):
        a, b, c, d = state[i:i + 4]
        every = a ^ b ^ c ^ d
        yield a ^ every ^ _times_x(a ^ b)
        yield b ^ every ^ _times_x(b ^ c)
        yield c ^ every ^ _times_x(c ^ d)
        yield d ^ every ^ _times_x(d ^ a)


def encrypt(key, block):
    """One block of 16 bytes."""
    keys = _expand(key)
    state = bytes(a ^ b for a, b in zip(block, keys[0]))
    for turn, round_key in enumerate(keys[1:], 1):
        # The bytes are replaced, then row r of the columns moves r places.
        state = [_S_BOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if turn < 14:
            state = list(_mix(state))
        state = bytes(a ^ b for a, b in zip(state, round_key))
    return state


def counter_stream(key, length):
    blocks = (encrypt(key, i.to_bytes(16, "big")) for i in range(-(-length // 16)))
    return b"".join(blocks)[:length]


def hkdf(secret, salt, info):
    """32 bytes."""
    extracted = hmac.digest(salt or bytes(32), secret, "sha256")
    return hmac.digest(extracted, info + b"\1", hashlib.sha256)
