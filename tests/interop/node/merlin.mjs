// Merlin 1.0, the proof transcripts of docs/protocol.md, on the permutation of @noble/hashes.
import { keccakP } from '@noble/hashes/sha3';

const rate = 166;
const flags = { ad: 2, metaAd: 18, prf: 7 };

/** Integers as 4 or 8 little-endian bytes. */
export function little(value, size) {
  const bytes = Buffer.alloc(size);
  for (let i = 0, rest = BigInt(value); i < size; i++, rest >>= 8n) {
    bytes[i] = Number(rest & 255n);
  }

  return bytes;
}

/** A proof transcript under a protocol label. */
export class Transcript {
  #state = Buffer.alloc(200);
  #position = 0;
  #start = 0;

  constructor(label) {
    Buffer.from([1, rate + 2, 1, 0, 1, 96, ...Buffer.from('STROBEv1.0.2')]).copy(this.#state);
    this.#permute();
    this.#begin(flags.metaAd);
    this.#absorb(Buffer.from('Merlin v1.0'));
    this.append('dom-sep', Buffer.from(label));
  }

  /** Appends bytes under a label. */
  append(label, message) {
    this.#name(label, message.length);
    this.#begin(flags.ad);
    this.#absorb(message);
  }

  /** Appends an integer of 64 bits. */
  appendInteger(label, value) {
    this.append(label, little(value, 8));
  }

  /** Draws bytes. */
  challenge(label, length) {
    this.#name(label, length);
    this.#begin(flags.prf);
    if (this.#position) {
      this.#run();
    }

    const output = Buffer.alloc(length);
    for (let i = 0; i < length; i++) {
      output[i] = this.#state[this.#position];
      this.#state[this.#position] = 0;
      this.#advance();
    }

    return output;
  }

  #name(label, length) {
    this.#begin(flags.metaAd);
    this.#absorb(Buffer.from(label));
    this.#absorb(little(length, 4));
  }

  #begin(operation) {
    const previous = this.#start;
    this.#start = this.#position + 1;
    this.#absorb([previous, operation]);
  }

  #absorb(data) {
    for (const byte of data) {
      this.#state[this.#position] ^= byte;
      this.#advance();
    }
  }

  #advance() {
    this.#position += 1;
    if (this.#position === rate) {
      this.#run();
    }
  }

  #run() {
    this.#state[this.#position] ^= this.#start;
    this.#state[this.#position + 1] ^= 0x04;
    this.#state[rate + 1] ^= 0x80;
    this.#permute();
    this.#position = 0;
    this.#start = 0;
  }

  // Its words are those of the platform, and every platform of Node.js is little-endian.
  #permute() {
    const words = new Uint32Array(50);
    this.#state.copy(Buffer.from(words.buffer));
    keccakP(words);
    Buffer.from(words.buffer).copy(this.#state);
  }
}
