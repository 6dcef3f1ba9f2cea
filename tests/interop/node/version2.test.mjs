// A market of version 2 from outside: created, signed, proved and read by a program that has the .proto files and the
// documents alone.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import grpc from '@grpc/grpc-js';
import { Client, richError } from './client.mjs';
import { Transcript } from './merlin.mjs';
import { commit, proveOpening, proveReport, randomScalar } from './proofs.mjs';
import { startServer } from './server.mjs';
import { Signer, decode, definitionDigest, digestOf, encode, inMinutes, isCanonical } from './signing.mjs';

const market = 'markets/chained';
const ids = ['operator', 'ada', 'ben'];
const signers = {};
const sizes = { ada: 3n, ben: 2n };
let server;
let client;
let creation;

before(async () => {
  server = await startServer();
  client = new Client(new URL(server.address).host);
  for (const id of [...ids, 'stranger']) {
    await server.run('keygen', '--out', server.file(`${id}.pem`));
    signers[id] = new Signer(await readFile(server.file(`${id}.pem`)));
  }

  const { logKey } = await client.call('transcripts', 'getLogKey', {});
  creation = {
    market,
    requestId: 'create',
    definition: {
      displayName: 'Chained',
      operator: { id: 'operator', publicKey: signers.operator.publicKey },
      roster: ['ada', 'ben'].map((id) => ({ id, displayName: id, publicKey: signers[id].publicKey })),
      recordsPerUnit: 1,
      quality: { linear: {} },
      valuation: { linear: { rows: [{ values: [1, -0.25] }, { values: [0, 1] }] } },
      allocation: 'ALLOCATION_RULE_EFFICIENT',
      payment: 'PAYMENT_RULE_MEP',
      optOut: 'OPT_OUT_RULE_EVERYONE',
      currency: 'EUR',
      reportDeadline: inMinutes(60),
      logKey,
      version: 2,
      listed: false,
    },
  };
});

after(async () => {
  client?.close();
  await server?.stop();
});

test('Proof transcripts give the vector of Merlin', async () => {
  const vector = JSON.parse(await readFile(new URL('../../vectors/merlin.json', import.meta.url)));
  const transcript = new Transcript(vector.protocol_label);
  transcript.append(vector.append.label, Buffer.from(vector.append.message));
  const { label, length, value } = vector.challenge;
  assert.equal(transcript.challenge(label, length).toString('hex'), value);
});

test('The golden encodings are told apart', async () => {
  const { payloads } = JSON.parse(await readFile(new URL('../../golden/signing/encodings-v2.json', import.meta.url)));
  assert.ok(payloads.length > 20);
  for (const { message, what, canonical, payload } of payloads) {
    assert.equal(isCanonical(message, Buffer.from(payload, 'hex')), canonical, what);
  }
});

test('What was set to its default is not written', () => {
  const minimal = encode('CreateMarketPayload', { market, definition: { quality: { linear: {} }, version: 2 } });
  const full = { displayName: '', quality: { linear: {} }, listed: false, recordsPerUnit: 0, roster: [], version: 2 };
  assert.deepEqual(encode('CreateMarketPayload', { market, requestId: '', definition: full }), minimal);
  assert.ok(isCanonical('CreateMarketPayload', minimal));
});

test('A market of version 2 takes one form of a definition and of its signature', async () => {
  const create = (options) => {
    const envelope = signers.operator.envelope('CreateMarketPayload', creation, options);
    return client.call('markets', 'createMarket', { envelope });
  };
  await refused(create({ highS: true }), grpc.status.UNAUTHENTICATED, 'SIGNATURE_NOT_LOW_S');
  for (const forge of [appendUnknown, (payload) => Buffer.concat([payload, Buffer.of(0x12, 1, 0x78)])]) {
    await refused(create({ forge }), grpc.status.INVALID_ARGUMENT, 'PAYLOAD_NOT_CANONICAL');
  }

  const created = await create();
  assert.equal(created.market.definition.version, 2);
  assert.equal(created.receipt.leafIndex, '0');
});

test('A market of version 2 is there for its members alone', async () => {
  const missing = await failure(client.call('markets', 'getMarket', { name: 'markets/nowhere' }));
  for (const envelope of [null, signers.stranger.read(market)]) {
    const error = await refused(
      client.call('markets', 'getMarket', { name: market, envelope }), grpc.status.NOT_FOUND, 'MARKET_NOT_FOUND');
    assert.equal(error.details.replace(market, 'markets/nowhere'), missing.details);
  }

  for (const id of ids) {
    const request = { name: market, envelope: signers[id].read(market) };
    const { market: found } = await client.call('markets', 'getMarket', request);
    assert.deepEqual(found.definitionDigest, definitionDigest(found.creation));
  }

  assert.deepEqual((await client.call('markets', 'listMarkets', {})).markets, []);
});

test('A participant names its last message in its next', async () => {
  const digest = await rules();
  const said = { ...common('ada', digest), requestId: 'join', predecessor: digest };
  for (const predecessor of [Buffer.alloc(0), Buffer.alloc(32)]) {
    const error = await refused(
      send('ada', 'JoinMarket', { ...said, predecessor }), grpc.status.FAILED_PRECONDITION, 'PREDECESSOR_MISMATCH');
    assert.equal(richError(error).receipt, undefined, 'Ada has sent nothing yet.');
  }

  await refused(send('ada', 'JoinMarket', said, { highS: true }), grpc.status.UNAUTHENTICATED, 'SIGNATURE_NOT_LOW_S');
  await refused(
    send('ada', 'JoinMarket', said, { forge: appendUnknown }), grpc.status.INVALID_ARGUMENT, 'PAYLOAD_NOT_CANONICAL');
  assert.equal((await lastMessage('ada', digest)).receipt, null);

  const joined = await send('ada', 'JoinMarket', said);
  assert.deepEqual(await send('ada', 'JoinMarket', said), joined, 'The same message again gets the first answer.');
  await refused(
    send('ada', 'JoinMarket', { ...said, predecessor: Buffer.alloc(32) }),
    grpc.status.ALREADY_EXISTS, 'REQUEST_ID_REUSED');

  // Whoever lost the answer, or is a second device, learns it from the server, signed by itself.
  const { receipt } = await lastMessage('ada', digest);
  assert.deepEqual(receipt.entry, joined.receipt.entry);
  assert.deepEqual(messageOf(receipt.entry).payload, encode('JoinMarketPayload', said));
});

test('A second device that missed a message is told which', async () => {
  const digest = await rules();
  const said = commitment('ada', digest, 5n, randomScalar());
  const error = await refused(
    send('ada', 'SubmitCommitment', { ...said, requestId: 'late', predecessor: digest }),
    grpc.status.FAILED_PRECONDITION, 'PREDECESSOR_MISMATCH');
  const { receipt } = await lastMessage('ada', digest);
  assert.deepEqual(Buffer.from(richError(error).receipt.entry), receipt.entry);
  const following = { ...said, requestId: 'commit', predecessor: digestOf(messageOf(receipt.entry)) };
  await send('ada', 'SubmitCommitment', following);
  await refused(
    send('ada', 'SubmitCommitment', { ...following, requestId: 'again' }),
    grpc.status.FAILED_PRECONDITION, 'PREDECESSOR_MISMATCH');
});

test('Participants go through to the settlement, each message after the one before', async () => {
  const digest = await rules();
  const watched = collect(client.watch(market, '', signers.ben.read(market)));
  await send('ben', 'JoinMarket', { ...common('ben', digest), requestId: 'join', predecessor: digest });
  for (const id of ['ada', 'ben']) {
    const blinding = randomScalar();
    const committed = await send(id, 'SubmitCommitment', {
      ...commitment(id, digest, sizes[id], blinding),
      requestId: 'final',
      predecessor: await predecessorOf(id, digest),
    });
    const { event, nonce } = committed;
    const terms = { datasetRoot: Buffer.alloc(32), event, records: sizes[id], nonce };
    await send(id, 'SubmitReport', {
      ...common(id, digest),
      requestId: 'report',
      records: Number(sizes[id]),
      commitmentEvent: Number(event),
      rangeProof: proveReport(contextOf(id, digest), terms, sizes[id], blinding),
      predecessor: await predecessorOf(id, digest),
    });
  }

  const events = await watched;
  assert.equal(events.at(-1).event, 'marketSettled');
  const read = { market, definitionDigest: digest, expireTime: inMinutes(10) };
  const { entries, checkpoint } = await client.call('transcripts', 'listEntries', {
    name: market, envelope: signers.operator.envelope('ReadTranscriptPayload', read) });
  assert.equal(entries.length, events.length);
  const last = new Map();
  for (const { entry } of entries) {
    const message = messageOf(entry);
    const name = message && /v1\.(\w+)\+/.exec(message.payloadType)[1];
    if (name && name !== 'CreateMarketPayload') {
      const { participant, predecessor } = decode(name, message.payload);
      assert.deepEqual(Buffer.from(predecessor), last.get(participant) ?? digest, `${name} of ${participant}`);
      last.set(participant, digestOf(message));
    }
  }

  assert.equal(last.size, 2);

  // The transcript as a file, for anybody who verifies it offline.
  const { logKey } = creation.definition;
  const origin = `${logKey.split('+')[0]}/${market}`;
  const header = { type: 'candor-transcript/1', market, origin, logKey, checkpoint: checkpoint.toString('base64') };
  const lines = [header, ...entries.map(({ entry }, index) => ({ index, entry: entry.toString('base64') }))];
  await writeFile(server.file('chained.transcript'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const { stdout } = await server.run('verify', server.file('chained.transcript'));
  assert.match(stdout, /verified: everything holds, and the outcome is what the reports give/);
  await refused(
    client.call('transcripts', 'listEntries', {
      name: market, envelope: signers.stranger.envelope('ReadTranscriptPayload', read) }),
    grpc.status.NOT_FOUND, 'MARKET_NOT_FOUND');
});

/** What every message of a participant says. */
const common = (id, digest) => ({ participant: `${market}/participants/${id}`, definitionDigest: digest });

const contextOf = (id, digest) => ({
  market, definitionDigest: digest, participant: id, participantKey: signers[id].publicKey });

const commitment = (id, digest, size, blinding) => ({
  ...common(id, digest),
  commitment: commit(size, blinding),
  datasetRoot: Buffer.alloc(32),
  openingProof: proveOpening(contextOf(id, digest), Buffer.alloc(32), size, blinding),
});

/** Signs a participant's message and sends it. */
function send(id, method, said, options) {
  const request = { participant: said.participant, envelope: signers[id].envelope(`${method}Payload`, said, options) };
  return client.call('participants', method[0].toLowerCase() + method.slice(1), request);
}

async function predecessorOf(id, digest) {
  const { receipt } = await lastMessage(id, digest);
  return digestOf(messageOf(receipt.entry));
}

const appendUnknown = (payload) => Buffer.concat([payload, Buffer.of(0xa2, 0x06, 1, 0x78)]);

/** The signed message in an entry; undefined where there is none. */
function messageOf(entry) {
  const { envelope } = JSON.parse(entry);
  return envelope && { payloadType: envelope.payloadType, payload: Buffer.from(envelope.payload, 'base64') };
}

/** The digest of the rules, from what the operator signed. */
async function rules() {
  const request = { name: market, envelope: signers.ada.read(market) };
  const { market: found } = await client.call('markets', 'getMarket', request);
  return definitionDigest(found.creation);
}

function lastMessage(id, digest) {
  const payload = { ...common(id, digest), expireTime: inMinutes(10) };
  return client.call('participants', 'getLastMessage', {
    participant: payload.participant, envelope: signers[id].envelope('WatchAssignmentPayload', payload) });
}

async function refused(promise, code, reason) {
  const error = await failure(promise);
  assert.equal(richError(error).info.reason, reason);
  assert.equal(error.code, code);
  return error;
}

function failure(promise) {
  return promise.then(
    () => assert.fail('The call was answered; expected it to be refused.'),
    (error) => error,
  );
}

async function collect(stream) {
  const items = [];
  for await (const item of stream) {
    items.push(item);
  }

  return items;
}
