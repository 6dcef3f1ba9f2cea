"""ristretto255 (RFC 9496) over Python's integers. Nothing here is constant time: it is for verifying only."""

import hashlib

from refusal import Refused

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, P) % P
_SQRT_MINUS_ONE = pow(2, (P - 1) // 4, P)


def _absolute(x):
    return P - x if x & 1 else x


def _sqrt_ratio(u, v):
    """SQRT_RATIO_M1, section 4.2."""
    root = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    check = v * root * root % P
    correct = check == u % P
    flipped = check == -u % P
    if flipped or check == -u * _SQRT_MINUS_ONE % P:
        root = root * _SQRT_MINUS_ONE % P
    return correct or flipped, _absolute(root)


_SQRT_AD_MINUS_ONE = P - _sqrt_ratio(-_D - 1, 1)[1]
_INVERSE_SQRT_A_MINUS_D = _sqrt_ratio(1, -1 - _D)[1]
# Section 4.1 takes this root, which is odd.
assert _SQRT_AD_MINUS_ONE == 25063068953384623474111414158702152701244531502492656460079210482610430750235


class Point:
    """An element, held as a point (X : Y : Z : T) of the curve -x² + y² = 1 + d·x²·y²."""

    __slots__ = ("x", "y", "z", "t")

    def __init__(self, x, y, z, t):
        self.x, self.y, self.z, self.t = x, y, z, t

    def __add__(self, other):
        a = (self.y - self.x) * (other.y - other.x) % P
        b = (self.y + self.x) * (other.y + other.x) % P
        c = 2 * _D * self.t * other.t % P
        d = 2 * self.z * other.z % P
        e, f, g, h = b - a, d - c, d + c, b + a
        return Point(e * f % P, g * h % P, f * g % P, e * h % P)

    def double(self):
        a, b = self.x * self.x, self.y * self.y
        h, g = a + b, a - b
        e = h - (self.x + self.y) ** 2
        f = (2 * self.z * self.z + g) % P
        return Point(e * f % P, g * h % P, f * g % P, e * h % P)

    def __neg__(self):
        return Point(-self.x % P, self.y, self.z, -self.t % P)

    def __sub__(self, other):
        return self + -other

    def __rmul__(self, scalar):
        return multiply_and_add([scalar], [self])

    def __eq__(self, other):
        """Section 4.3.3."""
        return ((self.x * other.y - self.y * other.x) % P == 0
                or (self.y * other.y - self.x * other.x) % P == 0)

    def encode(self):
        """Section 4.3.2."""
        u1 = (self.z + self.y) * (self.z - self.y) % P
        u2 = self.x * self.y % P
        inverse = _sqrt_ratio(1, u1 * u2 * u2 % P)[1]
        den1, den2 = inverse * u1 % P, inverse * u2 % P
        inverse_z = den1 * den2 * self.t % P
        x, y, den = self.x, self.y, den2
        if self.t * inverse_z % P & 1:
            x, y = self.y * _SQRT_MINUS_ONE % P, self.x * _SQRT_MINUS_ONE % P
            den = den1 * _INVERSE_SQRT_A_MINUS_D % P
        if x * inverse_z % P & 1:
            y = -y
        return _absolute(den * (self.z - y) % P).to_bytes(32, "little")


IDENTITY = Point(0, 1, 1, 0)


def decode(encoding):
    """Section 4.3.1, refusing the identity as well."""
    s = int.from_bytes(encoding, "little")
    if len(encoding) != 32 or s >= P or s & 1:
        raise Refused("NonCanonicalPoint")
    if s == 0:
        raise Refused("IdentityPoint")
    u1, u2 = (1 - s * s) % P, (1 + s * s) % P
    v = (-_D * u1 * u1 - u2 * u2) % P
    square, inverse = _sqrt_ratio(1, v * u2 * u2 % P)
    den_x = inverse * u2 % P
    den_y = inverse * den_x * v % P
    x = _absolute(2 * s * den_x % P)
    y = u1 * den_y % P
    t = x * y % P
    if not square or t & 1 or y == 0:
        raise Refused("NonCanonicalPoint")
    return Point(x, y, 1, t)


def decode_scalar(encoding):
    """32 little-endian bytes of an integer below the order."""
    scalar = int.from_bytes(encoding, "little")
    if len(encoding) != 32 or scalar >= ORDER:
        raise Refused("NonCanonicalScalar")
    return scalar


def wide_scalar(uniform):
    """64 bytes, reduced."""
    return int.from_bytes(uniform, "little") % ORDER


def one_way_map(uniform):
    """Section 4.3.4: the sum of the maps of both halves of 64 bytes."""
    return _map(uniform[:32]) + _map(uniform[32:])


def _map(half):
    t = int.from_bytes(half, "little") % 2**255 % P
    r = _SQRT_MINUS_ONE * t * t % P
    u = (r + 1) * (1 - _D * _D) % P
    v = (-1 - r * _D) * (r + _D) % P
    square, s = _sqrt_ratio(u, v)
    c = -1
    if not square:
        s, c = -_absolute(s * t % P) % P, r
    n = (c * (r - 1) * (_D - 1) ** 2 - v) % P
    w0, w1 = 2 * s * v, n * _SQRT_AD_MINUS_ONE
    w2, w3 = 1 - s * s, 1 + s * s
    return Point(w0 * w3 % P, w2 * w1 % P, w1 * w3 % P, w0 * w2 % P)


def multiply_and_add(scalars, points):
    """Σ s·P: windows of four bits, the doublings shared."""
    if len(scalars) != len(points):
        raise ValueError(f"{len(scalars)} scalars against {len(points)} points")
    terms = []
    for scalar, point in zip(scalars, points):
        table = [IDENTITY, point]
        for _ in range(14):
            table.append(table[-1] + point)
        terms.append((scalar % ORDER, table))
    total = IDENTITY
    for shift in range(252, -1, -4):
        for _ in range(4):
            total = total.double()
        for scalar, table in terms:
            digit = scalar >> shift & 15
            if digit:
                total = total + table[digit]
    return total


BASE = decode(bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76"))
BLINDING_BASE = one_way_map(hashlib.sha3_512(BASE.encode()).digest())


def chain(letter, party, count):
    """The first generators G or H of one party."""
    stream = hashlib.shake_256(b"GeneratorsChain" + letter + party.to_bytes(4, "little")).digest(64 * count)
    return [one_way_map(stream[64 * i:64 * i + 64]) for i in range(count)]
