import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { it } from 'node:test';
import { createRequestIds } from './request-ids.ts';

it('names each of many requests by 32 hexadecimal digits of its own', () => {
  const nextId = createRequestIds((length) => webcrypto.getRandomValues(new Uint8Array(length)));
  const ids = Array.from({ length: 1_000 }, nextId);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
});
