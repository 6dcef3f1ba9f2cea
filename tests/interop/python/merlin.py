"""Keccak-f[1600] (FIPS 202), the part of STROBE v1.0.2 that Merlin uses, and Merlin 1.0."""

_MASK = (1 << 64) - 1
_RATE = 166


def _round_constants():
    # FIPS 202 section 3.2.5: bit 2^j - 1 of a round's constant is the output of a linear feedback shift register.
    register = 1
    for _ in range(24):
        constant = 0
        for j in range(7):
            if register & 1:
                constant ^= 1 << ((1 << j) - 1)
            register = (register << 1) ^ (0x171 if register & 0x80 else 0)
        yield constant


def _rotations():
    # Lane (x, y) lies at index x + 5y; each step of rho goes to (y, 2x + 3y).
    x, y = 1, 0
    path = []
    for t in range(24):
        path.append((x + 5 * y, (t + 1) * (t + 2) // 2 % 64))
        x, y = y, (2 * x + 3 * y) % 5
    return path


_CONSTANTS = list(_round_constants())
_PATH = _rotations()


def _rotate(lane, count):
    return ((lane << count) | (lane >> (64 - count))) & _MASK


def permute(lanes):
    """Keccak-f[1600] on a list of 25 lanes, in place."""
    for constant in _CONSTANTS:
        column = [lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20] for x in range(5)]
        for x in range(5):
            parity = column[(x + 4) % 5] ^ _rotate(column[(x + 1) % 5], 1)
            for y in range(0, 25, 5):
                lanes[x + y] ^= parity

        moving = lanes[_PATH[0][0]]
        for i, (_, count) in enumerate(_PATH):
            target = _PATH[(i + 1) % 24][0]
            moving, lanes[target] = lanes[target], _rotate(moving, count)

        for y in range(0, 25, 5):
            row = lanes[y:y + 5]
            for x in range(5):
                lanes[x + y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5] & _MASK)

        lanes[0] ^= constant


class Strobe:
    """AD, meta-AD and PRF at 128 bits of security."""

    _APPLICATION, _META_APPLICATION, _PRF = 2, 18, 7

    def __init__(self, label):
        self._state = bytearray(200)
        self._state[:18] = bytes([1, _RATE + 2, 1, 0, 1, 96]) + b"STROBEv1.0.2"
        self._position = 0
        self._start = 0
        self._keccak()
        self.meta_ad(label)

    def meta_ad(self, data, more=False):
        if not more:
            self._begin(self._META_APPLICATION)
        self._absorb(data)

    def ad(self, data):
        self._begin(self._APPLICATION)
        self._absorb(data)

    def prf(self, length):
        self._begin(self._PRF)
        if self._position:
            self._run()
        output = bytearray()
        for _ in range(length):
            output.append(self._state[self._position])
            self._state[self._position] = 0
            self._advance()
        return bytes(output)

    def _begin(self, flags):
        previous, self._start = self._start, self._position + 1
        self._absorb(bytes([previous, flags]))

    def _absorb(self, data):
        for byte in data:
            self._state[self._position] ^= byte
            self._advance()

    def _advance(self):
        self._position += 1
        if self._position == _RATE:
            self._run()

    def _run(self):
        self._state[self._position] ^= self._start
        self._state[self._position + 1] ^= 0x04
        self._state[_RATE + 1] ^= 0x80
        self._keccak()
        self._position = 0
        self._start = 0

    def _keccak(self):
        lanes = [int.from_bytes(self._state[i:i + 8], "little") for i in range(0, 200, 8)]
        permute(lanes)
        self._state[:] = b"".join(lane.to_bytes(8, "little") for lane in lanes)


class Transcript:
    """Merlin 1.0."""

    def __init__(self, label):
        self._strobe = Strobe(b"Merlin v1.0")
        self.append(b"dom-sep", label)

    def append(self, label, message):
        self._strobe.meta_ad(label)
        self._strobe.meta_ad(len(message).to_bytes(4, "little"), more=True)
        self._strobe.ad(message)

    def append_integer(self, label, value):
        self.append(label, value.to_bytes(8, "little"))

    def challenge(self, label, length):
        self._strobe.meta_ad(label)
        self._strobe.meta_ad(length.to_bytes(4, "little"), more=True)
        return self._strobe.prf(length)
