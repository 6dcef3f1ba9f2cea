"""Mask keys, masked vectors and statement 9, as docs/protocol.md describes them."""

import hashlib

import equality
from aes import hkdf
from contributions import commit, fields, scalar_stream
from merlin import Transcript
from refusal import Refused
from ristretto import BASE, BLINDING_BASE, IDENTITY, ORDER, decode, decode_scalar, multiply_and_add
from statements import begin, challenge


def verify_mask_key(context, key, proof):
    """Whoever sent K knows k; raises Refused."""
    if len(proof) != 64:
        raise Refused("WrongLength")
    response, point, nonce = decode_scalar(proof[32:]), decode(key), decode(proof[:32])
    transcript = begin(b"candor/mask-key", context)
    transcript.append(b"mask-key", key)
    transcript.append(b"A", proof[:32])
    if multiply_and_add([response, -challenge(transcript, b"e")], [BASE, point]) != nonce:
        raise Refused("EquationFails")


class Epoch:
    """A list of contributors in roster order, each {participant, participantKey, rosterIndex, maskKey}."""

    def __init__(self, market, definition, number, gram, labels, contributors):
        self.market, self.definition, self.number = market.encode(), definition, number
        self.gram, self.labels, self.contributors = gram, labels, contributors
        self.coordinates = gram + labels
        indices = [contributor["rosterIndex"] for contributor in contributors]
        if any(second <= first for first, second in zip(indices, indices[1:])):
            raise Refused("NotInRosterOrder")
        if len({contributor["maskKey"] for contributor in contributors}) < len(contributors):
            raise Refused("RepeatedMaskKey")
        self.keys = [decode(contributor["maskKey"]) for contributor in contributors]
        self.list = hashlib.sha256(fields(b"candor/contributors", self.market, definition, *(
            field for contributor in contributors for field in (
                contributor["rosterIndex"], contributor["participant"].encode(),
                contributor["participantKey"], contributor["maskKey"])))).digest()

    def derive(self, purpose, secret, first, second):
        ids = (self.contributors[i]["participant"].encode() for i in (first, second))
        return hkdf(secret, b"", fields(b"candor/mask", purpose, self.definition, self.number, self.list, *ids))

    def pair_masks(self, z, one, other):
        """The masks of a pair, of the coordinates and of the blindings, without their sign."""
        ends = sorted((one, other))
        return [scalar_stream(self.derive(purpose, z, *ends), self.coordinates) for purpose in (b"values", b"blindings")]

    def own_masks(self, seed, position):
        secret = seed.to_bytes(32, "little")
        return [scalar_stream(self.derive(purpose, secret, position, position), self.coordinates)
                for purpose in (b"own-values", b"own-blindings")]


def mask(epoch, position, key, seed, values, blindings):
    """y and z."""
    vectors = [list(values), list(blindings)]
    for other, point in enumerate(epoch.keys):
        if other == position:
            masks, sign = epoch.own_masks(seed, position), 1
        else:
            masks, sign = epoch.pair_masks((key * point).encode(), position, other), 1 if position < other else -1
        vectors = [[(x + sign * m) % ORDER for x, m in zip(vector, terms)] for vector, terms in zip(vectors, masks)]
    return vectors


def weights(epoch, submissions):
    """The context and the weights; a submission is (digest of the commitments, whole payload)."""
    transcript = Transcript(b"candor/mask-weights")
    transcript.append_integer(b"version", 1)
    transcript.append(b"generators", b"ristretto255/dalek-bulletproofs-v1")
    transcript.append(b"market", epoch.market)
    transcript.append(b"definition", epoch.definition)
    transcript.append_integer(b"epoch", epoch.number)
    transcript.append(b"list", epoch.list)
    transcript.append_integer(b"gram-coordinates", epoch.gram)
    transcript.append_integer(b"label-coordinates", epoch.labels)
    for contributor, (statistics, payload) in zip(epoch.contributors, submissions, strict=True):
        transcript.append(b"contributor", contributor["participant"].encode())
        transcript.append(b"statistics", statistics)
        transcript.append(b"mask-payload", payload)
    context = transcript.challenge(b"context", 32)
    drawn = transcript.challenge(b"weights", 16 * epoch.coordinates)
    return context, [int.from_bytes(drawn[i:i + 16], "little") for i in range(0, len(drawn), 16)]


def inner_product(w, vector):
    return sum(a * b for a, b in zip(w, vector, strict=True)) % ORDER


def point_of(w, masks):
    """U of a pair's masks, or of one's own."""
    return commit(inner_product(w, masks[0]), inner_product(w, masks[1]))


def parse_vector(epoch, elements):
    if len(elements) != epoch.coordinates:
        raise Refused("WrongLength")
    return [decode_scalar(element) for element in elements]


def verify_masked_vector(epoch, w, position, commitments, values, blindings, points):
    """Statement 9 for one contributor; raises Refused."""
    if len(points) != len(epoch.keys):
        raise Refused("WrongLength")
    expected = IDENTITY
    for other, point in enumerate(map(decode, points)):
        expected = expected - point if other < position else expected + point
    y, z = parse_vector(epoch, values), parse_vector(epoch, blindings)
    actual = multiply_and_add(
        [inner_product(w, y), inner_product(w, z), *(-weight for weight in w)], [BASE, BLINDING_BASE, *commitments])
    if actual != expected:
        raise Refused("EquationFails")


def verify_own_point(epoch, w, position, points, seed):
    if point_of(w, epoch.own_masks(seed, position)) != decode(points[position]):
        raise Refused("EquationFails")


def verify_pair_opening(epoch, context, position, other, opening):
    """Z of a pair, opened by the contributor at a position, whose context this is; raises Refused."""
    if len(opening) != 96:
        raise Refused("WrongLength")
    z, proof = opening[:32], opening[32:]
    decode_scalar(proof[:32]), decode_scalar(proof[32:])
    image = decode(z)
    transcript = begin(b"candor/pair-opening", context)
    transcript.append(b"mask-key", epoch.contributors[position]["maskKey"])
    transcript.append(b"other-participant", epoch.contributors[other]["participant"].encode())
    transcript.append(b"other-mask-key", epoch.contributors[other]["maskKey"])
    transcript.append_integer(b"epoch", epoch.number)
    transcript.append(b"list", epoch.list)
    transcript.append(b"pair-secret", z)
    name = b"candor/pair-opening/" + transcript.challenge(b"context", 32)
    equality.verify(name, epoch.keys[position], [epoch.keys[other]], [image], proof)
    return z


def judge_pair(epoch, w, z, one, other, of_one, of_other):
    """The positions of those whose point is not that of the pair's masks."""
    point = point_of(w, epoch.pair_masks(z, one, other))
    return [end for end, claimed in ((one, of_one), (other, of_other)) if decode(claimed) != point]


def decrypt_share(epoch, z, dealer, holder, encrypted):
    """The share's 32 bytes; the encrypted ones are in the list's order, without the dealer."""
    place = holder if holder < dealer else holder - 1
    pad = scalar_stream(epoch.derive(b"share", z, dealer, holder), 1)[0]
    return ((decode_scalar(encrypted[place]) - pad) % ORDER).to_bytes(32, "little")
