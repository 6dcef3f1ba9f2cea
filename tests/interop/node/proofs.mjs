// What a participant proves (docs/protocol.md, statements 1 and 2), on the group of @noble/curves.
import { createHash, randomBytes } from 'node:crypto';
import { RistrettoPoint } from '@noble/curves/ed25519';
import { Transcript, little } from './merlin.mjs';

const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const bits = 32;
const mod = (value) => ((value % order) + order) % order;
const scalarOf = (bytes) => mod(BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`));
const bytesOf = (scalar) => little(mod(scalar), 32);
const challenge = (transcript, label) => scalarOf(transcript.challenge(label, 64));
const base = RistrettoPoint.BASE;
const blindingBase = RistrettoPoint.hashToCurve(createHash('sha3-512').update(base.toBytes()).digest());

/** A scalar that nobody can guess. */
export const randomScalar = () => scalarOf(randomBytes(64));

/** C = t·B + r·B~. */
export const commit = (size, blinding) => Buffer.from(sum([size, blinding], [base, blindingBase]).toBytes());

function sum(scalars, points) {
  return points
    .map((point, i) => [mod(scalars[i]), point])
    .filter(([scalar]) => scalar !== 0n)
    .reduce((total, [scalar, point]) => total.add(point.multiply(scalar)), RistrettoPoint.ZERO);
}

function begin(label, context) {
  const transcript = new Transcript(label);
  transcript.appendInteger('version', 1);
  transcript.append('generators', Buffer.from('ristretto255/dalek-bulletproofs-v1'));
  transcript.append('market', Buffer.from(context.market));
  transcript.append('definition', context.definitionDigest);
  transcript.append('participant', Buffer.from(context.participant));
  transcript.append('participant-key', context.participantKey);
  return transcript;
}

/** Statement 1: whoever sent the commitment knows its size and blinding. */
export function proveOpening(context, datasetRoot, size, blinding) {
  const [ofSize, ofBlinding] = [randomScalar(), randomScalar()];
  const nonce = commit(ofSize, ofBlinding);
  const transcript = begin('candor/opening', context);
  transcript.append('dataset-root', datasetRoot);
  transcript.append('commitment', commit(size, blinding));
  transcript.append('A', nonce);
  const e = challenge(transcript, 'e');
  return Buffer.concat([nonce, bytesOf(ofSize + e * size), bytesOf(ofBlinding + e * blinding)]);
}

/** Statement 2: the committed size is at least the report. */
export function proveReport(context, { datasetRoot, event, records, nonce }, size, blinding) {
  const transcript = begin('candor/report', context);
  transcript.appendInteger('commitment-event', event);
  transcript.append('dataset-root', datasetRoot);
  transcript.append('commitment', commit(size, blinding));
  transcript.appendInteger('report', records);
  transcript.append('nonce', nonce);
  return proveRange(transcript, size - records, blinding);
}

function chain(letter) {
  const label = Buffer.concat([Buffer.from(`GeneratorsChain${letter}`), Buffer.alloc(4)]);
  const stream = createHash('shake256', { outputLength: 64 * bits }).update(label).digest();
  return indices(bits).map((i) => RistrettoPoint.hashToCurve(stream.subarray(64 * i, 64 * i + 64)));
}

const indices = (count) => [...Array(count).keys()];
const inner = (left, right) => mod(left.reduce((total, value, i) => total + value * right[i], 0n));

function power(value, exponent) {
  let result = 1n;
  for (let square = value; exponent > 0n; exponent >>= 1n, square = mod(square * square)) {
    result = exponent & 1n ? mod(result * square) : result;
  }

  return result;
}

const invert = (value) => power(value, order - 2n);

// Bulletproofs for one value of 32 bits, step by step as docs/protocol.md lists what is absorbed.
function proveRange(transcript, value, blinding) {
  const proof = [];
  const point = (label, scalars, points) => {
    proof.push(Buffer.from(sum(scalars, points).toBytes()));
    transcript.append(label, proof.at(-1));
  };
  const scalar = (label, number) => {
    proof.push(bytesOf(number));
    transcript.append(label, proof.at(-1));
  };
  let [g, h] = [chain('G'), chain('H')];
  const each = indices(bits);
  const digits = each.map((i) => (value >> BigInt(i)) & 1n);
  const [sL, sR] = [each.map(randomScalar), each.map(randomScalar)];
  const [alpha, rho, tau1, tau2] = indices(4).map(randomScalar);

  transcript.append('dom-sep', Buffer.from('rangeproof v1'));
  transcript.appendInteger('n', bits);
  transcript.appendInteger('m', 1);
  transcript.append('V', commit(value, blinding));
  point('A', [...digits, ...digits.map((digit) => digit - 1n), alpha], [...g, ...h, blindingBase]);
  point('S', [...sL, ...sR, rho], [...g, ...h, blindingBase]);
  const [y, z] = [challenge(transcript, 'y'), challenge(transcript, 'z')];

  const powers = each.map((i) => power(y, BigInt(i)));
  const l0 = digits.map((digit) => digit - z);
  const r0 = each.map((i) => powers[i] * (digits[i] - 1n + z) + z * z * (1n << BigInt(i)));
  const r1 = each.map((i) => powers[i] * sR[i]);
  point('T_1', [inner(l0, r1) + inner(sL, r0), tau1], [base, blindingBase]);
  point('T_2', [inner(sL, r1), tau2], [base, blindingBase]);
  const x = challenge(transcript, 'x');

  let left = each.map((i) => mod(l0[i] + sL[i] * x));
  let right = each.map((i) => mod(r0[i] + r1[i] * x));
  scalar('t_x', inner(left, right));
  scalar('t_x_blinding', tau2 * x * x + tau1 * x + z * z * blinding);
  scalar('e_blinding', alpha + rho * x);
  const q = base.multiply(challenge(transcript, 'w'));
  const inverseY = invert(y);
  h = h.map((generator, i) => generator.multiply(power(inverseY, BigInt(i))));

  transcript.append('dom-sep', Buffer.from('ipp v1'));
  transcript.appendInteger('n', bits);
  for (let half = bits / 2; half >= 1; half /= 2) {
    const split = (list) => [list.slice(0, half), list.slice(half)];
    const [[aLow, aHigh], [bLow, bHigh], [gLow, gHigh], [hLow, hHigh]] = [left, right, g, h].map(split);
    point('L', [...aLow, ...bHigh, inner(aLow, bHigh)], [...gHigh, ...hLow, q]);
    point('R', [...aHigh, ...bLow, inner(aHigh, bLow)], [...gLow, ...hHigh, q]);
    const u = challenge(transcript, 'u');
    const inverse = invert(u);
    const fold = (low, high, ofLow, ofHigh) => low.map((number, i) => mod(number * ofLow + high[i] * ofHigh));
    const combine = (low, high, ofLow, ofHigh) => low.map((generator, i) => sum([ofLow, ofHigh], [generator, high[i]]));
    [left, right] = [fold(aLow, aHigh, u, inverse), fold(bLow, bHigh, inverse, u)];
    [g, h] = [combine(gLow, gHigh, inverse, u), combine(hLow, hHigh, u, inverse)];
  }

  return Buffer.concat([...proof, bytesOf(left[0]), bytesOf(right[0])]);
}
