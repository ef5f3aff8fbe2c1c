import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readChanged } from './changed-lines.ts';
import { chaosEnclave } from './chaos-enclave.ts';
import { plants } from './plants.ts';

it('every line that chaos builds in another way is there, once', () => {
  for (const lines of [chaosEnclave, ...Object.values(plants).flatMap(({ enclave = [], server = [] }) => [enclave, server])]) {
    for (const { file, to } of lines) assert.ok(readChanged(lines, file).includes(to));
  }
});

it('there is a planted bug of each kind', () => {
  assert.deepEqual(
    Object.values(plants).map(({ kind }) => kind),
    ['created once', 'nonce', 'ledger', 'approval', 'acknowledged'],
  );
});

it('error: a line that is not there', () => {
  const line = { file: 'mock-server/src/enclave/main.ts', from: 'const clock = nothing;', to: '' };
  assert.throws(() => readChanged([line], line.file), /does not have this line once/);
});
