// Signed messages as markets of version 2 take them (protos/SIGNING.md), with Node.js's own cryptography.
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import protobuf from 'protobufjs';
import { messages } from './client.mjs';

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
messages.resolveAll();

const sha256 = (data) => createHash('sha256').update(data).digest();

const preAuthenticationEncoding = (type, payload) =>
  Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `), payload]);

/** What names a message: of what was signed, never of the signature. */
export const digestOf = ({ payloadType, payload }) => sha256(preAuthenticationEncoding(payloadType, payload));

/** What names a market's rules. */
export const definitionDigest = ({ payload }) => sha256(payload);

/** The one encoding of a payload. protobufjs writes ascending fields, least varints and packed numbers, but also what
 * was set to its default, so that this is left out first. */
export function encode(name, object) {
  const type = messages.lookupType(`candor.v1.${name}`);
  return Buffer.from(type.encode(withoutDefaults(type, type.fromObject(object))).finish());
}

/** Reads a payload. */
export const decode = (name, payload) => messages.lookupType(`candor.v1.${name}`).decode(payload);

/** Whether a payload's bytes are the one encoding of what they say. */
export function isCanonical(name, payload) {
  const type = messages.lookupType(`candor.v1.${name}`);
  const message = type.decode(payload);
  const written = Buffer.from(type.encode(withoutDefaults(type, message)).finish());
  return choosesOnce(type, message) && written.equals(payload);
}

// Of two members of a choice protobufjs keeps both.
function choosesOnce(type, message) {
  return (
    type.oneofsArray.every(({ oneof }) => oneof.filter((name) => isSet(message, name)).length <= 1) &&
    type.fieldsArray
      .filter((field) => field.resolvedType instanceof protobuf.Type && isSet(message, field.name))
      .every((field) => [message[field.name]].flat().every((each) => choosesOnce(field.resolvedType, each)))
  );
}

function withoutDefaults(type, message) {
  for (const field of type.fieldsArray.filter((each) => isSet(message, each.name))) {
    const value = message[field.name];
    if (field.resolvedType instanceof protobuf.Type) {
      [value].flat().forEach((each) => withoutDefaults(field.resolvedType, each));
    } else if (!field.repeated && !field.hasPresence && isDefault(field, value)) {
      delete message[field.name];
    }
  }

  return message;
}

const isSet = (message, name) => Object.hasOwn(message, name) && message[name] !== null;

const isDefault = (field, value) =>
  field.bytes || field.type === 'string' ? value.length === 0 : Number(value) === 0;

/** A P-256 key that signs. */
export class Signer {
  #key;

  constructor(pem) {
    this.#key = createPrivateKey(pem);
    this.publicKey = createPublicKey(this.#key).export({ type: 'spki', format: 'der' });
  }

  /** An envelope of a payload; `forge` may change its bytes, or ask for the high one of two signatures. */
  envelope(name, object, { forge = (payload) => payload, highS = false } = {}) {
    const payloadType = `application/vnd.candor.v1.${name}+protobuf`;
    const payload = forge(encode(name, object));
    const pair = sign('sha256', preAuthenticationEncoding(payloadType, payload), {
      key: this.#key,
      dsaEncoding: 'ieee-p1363',
    });
    const [r, s] = [pair.subarray(0, 32), pair.subarray(32)].map((half) => BigInt(`0x${half.toString('hex')}`));
    const isHigh = s > order / 2n;
    const sig = der(r, isHigh === highS ? s : order - s);
    return { payloadType, payload, signatures: [{ keyid: sha256(this.publicKey).toString('hex'), sig }] };
  }

  /** Shows a market that a member reads. */
  read(market) {
    return this.envelope('ReadMarketPayload', { market, expireTime: inMinutes(10) });
  }
}

/** A time from now, as payloads have it. */
export const inMinutes = (minutes) => ({ seconds: Math.floor(Date.now() / 1000) + 60 * minutes });

function der(...numbers) {
  const parts = numbers.map((number) => {
    const hex = number.toString(16);
    const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
    const content = bytes[0] < 128 ? bytes : Buffer.concat([Buffer.of(0), bytes]);
    return Buffer.concat([Buffer.of(2, content.length), content]);
  });
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(0x30, content.length), content]);
}
