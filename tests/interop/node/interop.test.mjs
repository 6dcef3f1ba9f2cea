// What a program in another language sees of a market that other programs run.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import grpc from '@grpc/grpc-js';
import { Client, reasons, richError } from './client.mjs';
import { startServer } from './server.mjs';

const market = 'markets/interop';
let server;
let client;

before(async () => {
  server = await startServer();
  client = new Client(new URL(server.address).host);
  await createMarket();
});

after(async () => {
  client?.close();
  await server?.stop();
});

test('GetMarket gives the definition field by field', async () => {
  const { market: found } = await client.call('markets', 'getMarket', { name: market });
  assert.equal(found.name, market);
  assert.equal(found.phase, 'MARKET_PHASE_OPEN');
  assert.equal(found.definition.displayName, 'Interop');
  assert.equal(found.definition.recordsPerUnit, 2);
  assert.equal(found.definition.quality.kind, 'sigmoid');
  assert.deepEqual(
    found.definition.valuation.linear.rows.map((row) => row.values),
    [
      [1, -0.25],
      [-0.125, 1],
    ],
  );
  assert.deepEqual(
    found.participants.map((participant) => participant.phase),
    ['PARTICIPANT_PHASE_INVITED', 'PARTICIPANT_PHASE_INVITED'],
  );
  assert.equal(found.definitionDigest.length, 32);
  assert.equal(found.creation.payloadType, 'application/vnd.candor.v1.CreateMarketPayload+protobuf');
});

test('ListMarkets pages by token', async () => {
  const page = await client.call('markets', 'listMarkets', { pageSize: 1 });
  assert.deepEqual(
    page.markets.map((summary) => summary.name),
    [market],
  );
  assert.equal(page.nextPageToken, '');
});

test('WatchMarket follows a market to its end, and resumes after any event', async () => {
  const seen = collect(client.watch(market));
  await Promise.all([join('ada'), join('ben')]);
  const events = await seen;

  assert.deepEqual(
    events.map((event) => Number(event.sequence)),
    events.map((_, index) => index + 1),
  );
  const kinds = events.map((event) => event.event);
  assert.equal(kinds[0], 'marketCreated');
  assert.equal(kinds.at(-1), 'marketSettled');
  for (const kind of ['participantJoined', 'commitmentAccepted', 'reportAccepted']) {
    assert.equal(kinds.filter((each) => each === kind).length, 2, kind);
  }

  const settled = events.at(-1).marketSettled;
  assert.equal(settled.cause, 'SETTLEMENT_CAUSE_ALL_REPORTED');
  assert.deepEqual(settled.out, []);
  assert.equal(events.find((event) => event.event === 'commitmentAccepted').commitmentAccepted.commitment.length, 32);
  assert.ok(!JSON.stringify(events).includes('payment'), 'A public event says nothing of payments.');

  for (const [index, event] of events.entries()) {
    const rest = await collect(client.watch(market, event.resumeToken));
    assert.deepEqual(
      rest.map((later) => later.sequence),
      events.slice(index + 1).map((later) => later.sequence),
    );
  }
});

const refusals = [
  {
    name: 'an unknown market',
    call: ['markets', 'getMarket', { name: 'markets/nowhere' }],
    code: grpc.status.NOT_FOUND,
    reason: 'MARKET_NOT_FOUND',
  },
  {
    name: 'a name that is none',
    call: ['markets', 'getMarket', { name: 'Nowhere!' }],
    code: grpc.status.INVALID_ARGUMENT,
    reason: 'INVALID_REQUEST',
    fields: ['name'],
  },
  {
    name: 'a request without an envelope',
    call: ['participants', 'joinMarket', { participant: `${market}/participants/ada` }],
    code: grpc.status.INVALID_ARGUMENT,
    reason: 'INVALID_REQUEST',
    fields: ['envelope'],
  },
  {
    name: 'an envelope of another type',
    call: [
      'participants',
      'joinMarket',
      {
        participant: `${market}/participants/ada`,
        envelope: { payloadType: 'text/plain', payload: Buffer.from('x'), signatures: [{ keyid: '', sig: Buffer.alloc(1) }] },
      },
    ],
    code: grpc.status.INVALID_ARGUMENT,
    reason: 'PAYLOAD_TYPE_MISMATCH',
  },
  {
    name: 'a page token that is none',
    call: ['markets', 'listMarkets', { pageToken: 'never' }],
    code: grpc.status.INVALID_ARGUMENT,
    reason: 'PAGE_TOKEN_INVALID',
  },
];

for (const { name, call, code, reason, fields } of refusals) {
  test(`A refused call says why: ${name}`, async () => {
    const error = await failure(client.call(...call));
    assert.equal(error.code, code);
    const rich = richError(error);
    assert.equal(rich.code, code);
    assert.equal(rich.message, error.details);
    assert.equal(rich.info.domain, 'candor.v1');
    assert.equal(rich.info.reason, reason);
    assert.ok(reasons.includes(rich.info.reason));
    assert.deepEqual(
      rich.violations.map((violation) => violation.field),
      fields ?? [],
    );
  });
}

test('A refused stream says why', async () => {
  const error = await failure(collect(client.watch(market, 'never')));
  assert.equal(error.code, grpc.status.INVALID_ARGUMENT);
  assert.equal(richError(error).info.reason, 'RESUME_TOKEN_INVALID');
});

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

async function createMarket() {
  const keys = {};
  for (const id of ['operator', 'ada', 'ben']) {
    const { stdout } = await server.run('keygen', '--out', server.file(`${id}.pem`), '--json');
    keys[id] = JSON.parse(stdout).publicKey;
  }

  const definition = {
    // Anyone may read a market of version 1, as the tests here do.
    version: 1,
    displayName: 'Interop',
    operator: { id: 'operator', publicKey: keys.operator },
    roster: ['ada', 'ben'].map((id) => ({ id, displayName: id, publicKey: keys[id] })),
    recordsPerUnit: 2,
    quality: { sigmoid: {} },
    valuation: { linear: { rows: [{ values: [1, -0.25] }, { values: [-0.125, 1] }] } },
    allocation: 'ALLOCATION_RULE_EFFICIENT',
    payment: 'PAYMENT_RULE_MEP',
    currency: 'EUR',
    reportDeadline: new Date(Date.now() + 3_600_000).toISOString(),
  };
  await writeFile(server.file('interop.json'), JSON.stringify(definition));
  await writeFile(server.file('ada.csv'), 'age\n31\n42\n53\n');
  await writeFile(server.file('ben.csv'), 'age\n64\n75\n');
  await writeFile(
    server.file('schema.json'),
    JSON.stringify({ columns: [{ name: 'age', kind: 'integer', minimum: 0, maximum: 120 }] }),
  );
  const key = server.file('operator.pem');
  await server.run('market', 'create', server.file('interop.json'), '--key', key, '--server', server.address);
}

function join(id) {
  const options = ['--as', id, '--key', server.file(`${id}.pem`), '--data', server.file(`${id}.csv`)];
  return server.run('join', 'interop', ...options, '--schema', server.file('schema.json'), '--server', server.address);
}
