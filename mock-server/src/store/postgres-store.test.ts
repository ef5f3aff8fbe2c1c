import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { missingPostgres, type Postgres, startPostgres } from '../../../test/support/postgres.ts';
import { openPostgresStore } from './postgres-store.ts';
import { storeSuite } from './testing/store-suite.ts';

const random = (length: number) => new Uint8Array(randomBytes(length));

describe('PostgreSQL store', { skip: missingPostgres() }, () => {
  let postgres: Postgres;
  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres.stop());

  storeSuite(async () => {
    const { url, remove } = await postgres.newDatabase();
    return { open: () => openPostgresStore({ url, random }), remove };
  });

  it('behavior: four servers that start at once on an empty database migrate it once, and reserve no nonce twice', async () => {
    const { url, remove } = await postgres.newDatabase();
    const stores = await Promise.all(Array.from({ length: 4 }, () => openPostgresStore({ url, random, maxConnections: 4 })));
    const reservations = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        stores[index % 4]?.reserveNonce({
          chainId: 1,
          address: '0xab',
          requestId: `request-${index}`,
          atLeast: 0,
          isReplacement: false,
          nowMs: 0,
          expiresAtMs: 1_000,
        }),
      ),
    );
    const nonces = reservations.map((reservation) => reservation?.nonce ?? -1).sort((a, b) => a - b);
    assert.deepEqual(
      nonces,
      Array.from({ length: 24 }, (_, index) => index),
    );
    await Promise.all(stores.map((store) => store.close()));
    await remove();
  });

  it('error: a database that is not there', async () => {
    await assert.rejects(openPostgresStore({ url: 'postgres://alcove@127.0.0.1:9/none', random }), /ECONNREFUSED/);
  });
});
