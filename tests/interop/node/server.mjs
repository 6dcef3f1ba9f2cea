// A market server of the built tool, in a folder of its own.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { promisify } from 'node:util';

const candor = process.env.TOOL_UNDER_TEST;

/** Starts a server; its `file` names files in its folder, its `run` runs the tool. */
export async function startServer() {
  assert.ok(candor, 'TOOL_UNDER_TEST is not set; expected the path of the built tool.');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'candor-interop-'));
  const file = (name) => path.join(folder, name);
  const child = spawn(candor, ['serve', '--listen', 'http://127.0.0.1:0', '--database', file('market.db')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let address;
  for await (const line of readline.createInterface({ input: child.stdout })) {
    const found = /^listening on (http:\S+)$/.exec(line);
    if (found) {
      address = found[1];
      break;
    }
  }

  const stop = async () => {
    if (child.exitCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }

    await rm(folder, { recursive: true });
  };
  if (!address) {
    await stop();
    assert.fail('The server ended without saying where it listens.');
  }

  // What the tool keeps beside its data, such as receipts, is kept in the folder.
  const run = (...options) => promisify(execFile)(candor, options, { cwd: folder });
  return { address, file, stop, run };
}
