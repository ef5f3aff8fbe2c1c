import { Kysely, sql } from 'kysely';
import { postgresDialect } from '../../mock-server/src/store/postgres-dialect.ts';
import type { Database } from '../../mock-server/src/store/schema.ts';
import { nodeSqliteDialect } from '../../mock-server/src/store/sqlite-dialect.ts';

/*
 * Fills a store that has one wallet with any number of others: rows like that wallet's, each with ids, hashes and an address of its own. Nobody
 * can sign with them, and nothing can tell that without trying. Each has a history: a payment, with what the audit log says of it.
 */

export type SeedTarget = { readonly kind: 'sqlite'; readonly path: string } | { readonly kind: 'postgres'; readonly url: string };

const BATCH = 50_000;
const STATEMENT_TIMEOUT_MS = 600_000;

/** What the two databases spell differently: an id, 32 bytes, and text of as many hexadecimal digits. */
const spellings = {
  sqlite: {
    id: "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))",
    digest: 'randomblob(32)',
    hex: (digits: number) => `substr(lower(hex(randomblob(32))), 1, ${digits})`,
  },
  postgres: {
    id: 'gen_random_uuid()::text',
    digest: 'sha256(gen_random_uuid()::text::bytea)',
    hex: (digits: number) => `substr(encode(sha256(gen_random_uuid()::text::bytea), 'hex'), 1, ${digits})`,
  },
} as const;

/** In this order: a row's parents come before it. `t` is the wallet that is copied, `s` the new one's ids. */
function statements(kind: SeedTarget['kind']) {
  const { id, digest, hex } = spellings[kind];
  const like = 'from seeds s cross join (select * from wallets where wallet_id = $template) t';
  const wallets = [
    `insert into users select s.user_id, t.app_id, u.issuer, ${digest}, u.provider_id, u.name, s.user_id || '@example.com' ${like} join users u on u.user_id = t.user_id`,
    `insert into sessions select s.session_id, s.user_id, t.app_id, ${hex(43)}, o.device_label, o.certificate, o.certificate_expires_at_seconds, ${digest}, o.created_at_ms, o.last_seen_at_ms, o.expires_at_ms ${like} join sessions o on o.user_id = t.user_id`,
    `insert into wallets (wallet_id, user_id, app_id, state, pin_epoch, record, imported, created_at_ms) select s.wallet_id, s.user_id, t.app_id, t.state, t.pin_epoch, t.record, t.imported, t.created_at_ms ${like}`,
    `insert into accounts (wallet_id, account_index, address, path) select s.wallet_id, 0, '0x' || ${hex(40)}, a.path ${like} join accounts a on a.wallet_id = t.wallet_id`,
    `insert into wraps select s.wallet_id, ${id}, w.kind, w.wrap, w.created_at_ms, w.created_at_ms ${like} join wraps w on w.wallet_id = t.wallet_id`,
  ];
  const signed = `${like} join transactions x on x.wallet_id = t.wallet_id`;
  const payments = [
    `insert into signatures select s.wallet_id, s.request_id, ${digest}, g.signature, g.created_at_ms ${like} join signatures g on g.wallet_id = t.wallet_id`,
    `insert into transactions (hash, chain_id, wallet_id, request_id, from_address, to_address, value_wei, data, nonce, status, block_number, fee_wei, origin, raw_transaction, send_requested_at_ms, created_at_ms, updated_at_ms)
      select '0x' || ${hex(64)}, x.chain_id, s.wallet_id, s.request_id, '0x' || ${hex(40)}, x.to_address, x.value_wei, x.data, x.nonce, 'confirmed', 1, '21000000000000', x.origin, x.raw_transaction, x.created_at_ms, x.created_at_ms, x.updated_at_ms ${signed}`,
    `insert into audit_entries select 'seeded', s.n, x.created_at_ms, s.user_id, 'transaction.signed', s.wallet_id, '{"intentHash":"' || ${hex(64)} || '"}', ${digest}, ${digest} ${signed}`,
  ];
  const ids = `select i as n, ${id} as user_id, ${id} as session_id, ${id} as wallet_id, ${id} as request_id from numbers`;
  return { wallets, payments, ids };
}

export type Seeded = { readonly bytesPerWallet: number; readonly bytesPerPayment: number };

/**
 * @param template id of the wallet that is there: with a session, a recovery kit and one signed payment.
 * @returns what a wallet takes (person, session, record, account, recovery kit), and a payment (signature, transaction, audit entry), with all indexes.
 */
export async function seedWallets(target: SeedTarget, template: string, count: number): Promise<Seeded> {
  const dialect = target.kind === 'sqlite' ? nodeSqliteDialect(target.path) : postgresDialect(target.url, 1, STATEMENT_TIMEOUT_MS);
  const db = new Kysely<Database>({ dialect });
  const run = async (text: string) => (await sql.raw<{ readonly bytes: number }>(text.replaceAll('$template', `'${template}'`)).execute(db)).rows;
  async function bytes(): Promise<number> {
    if (target.kind === 'sqlite') await run('pragma wal_checkpoint(truncate)');
    const size =
      target.kind === 'sqlite'
        ? 'page_count * page_size as bytes from pragma_page_count(), pragma_page_size()'
        : "pg_database_size(current_database()) - pg_total_relation_size('seeds') as bytes";
    return (await run(`select ${size}`))[0]?.bytes ?? Number.NaN;
  }
  try {
    // Rows under random keys touch every page of an index: in memory, and without waiting for the disk, a million take minutes instead of hours.
    if (target.kind === 'sqlite') for (const pragma of ['cache_size = -1000000', 'synchronous = off', 'temp_store = memory']) await run(`pragma ${pragma}`);
    // The server's own housekeeping must not make a batch of minutes fail, which cannot be cut up and made again.
    else await run('set session characteristics as transaction isolation level read committed');
    const { wallets, payments, ids } = statements(target.kind);
    await run('create temporary table seeds (n integer primary key, user_id text, session_id text, wallet_id text, request_id text)');
    const ranges = Array.from({ length: Math.ceil(count / BATCH) }, (_, index) => [index * BATCH + 1, Math.min(count, (index + 1) * BATCH)] as const);
    const empty = await bytes();
    for (const [first, last] of ranges) {
      await run(`insert into seeds with recursive numbers(i) as (select ${first} union all select i + 1 from numbers where i < ${last}) ${ids}`);
      for (const statement of wallets) await run(`${statement} where s.n between ${first} and ${last}`);
    }
    const withWallets = await bytes();
    for (const [first, last] of ranges) for (const statement of payments) await run(`${statement} where s.n between ${first} and ${last}`);
    const withPayments = await bytes();
    // What PostgreSQL does by itself within a minute.
    await run('analyze');
    return { bytesPerWallet: (withWallets - empty) / count, bytesPerPayment: (withPayments - withWallets) / count };
  } finally {
    await db.destroy();
  }
}
