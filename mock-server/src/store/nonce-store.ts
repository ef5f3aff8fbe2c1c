import type { Kysely, Transaction } from 'kysely';
import type { Database } from './schema.ts';
import type { NonceHolder, Store } from './store.ts';
import { toTransaction } from './transaction-store.ts';
import type { InTurn } from './turns.ts';
import { writeToOutbox } from './webhook-outbox.ts';

type Lifetime = { readonly nowMs: number; readonly expiresAtMs: number };
type Held = Awaited<ReturnType<typeof readHeld>>;

/**
 * What is signed or sent, and what is reserved, live or not.
 *
 * @param nonce the only one that matters, beside what the holder has; null for all of the account's.
 */
async function readHeld(trx: Transaction<Database>, { chainId, address, requestId }: NonceHolder, nonce: number | null) {
  const unsettled = await trx
    .selectFrom('transactions')
    .select(['hash', 'nonce', 'request_id', 'status', 'send_requested_at_ms'])
    .where('chain_id', '=', chainId)
    .where('from_address', '=', address)
    .where('status', 'in', ['signed', 'sent'])
    .$call((query) => (nonce === null ? query : query.where('nonce', '=', nonce)))
    .execute();
  const reservations = await trx
    .selectFrom('nonce_reservations')
    .selectAll()
    .where('chain_id', '=', chainId)
    .where('address', '=', address)
    .$call((query) => (nonce === null ? query : query.where(({ or, eb }) => or([eb('nonce', '=', nonce), eb('request_id', '=', requestId)]))))
    .execute();
  const isGoingOut = (row: (typeof unsettled)[number]) => row.status === 'sent' || row.send_requested_at_ms !== null;
  return { goingOut: unsettled.filter(isGoingOut), onlySigned: unsettled.filter((row) => !isGoingOut(row)), reservations };
}

/** What was read is no longer so: nothing of the transaction stays, and whose the nonce is has to be looked at again. */
class Outdated extends Error {}

/**
 * Gives the nonce to the request: what was reserved of it before ends, and what was signed with it for another, and nobody asked to send, is dropped.
 *
 * @throws Outdated when somebody has asked to send that since it was read, or to sign the same anew.
 */
async function take(trx: Transaction<Database>, holder: NonceHolder, nonce: number, { nowMs, expiresAtMs }: Lifetime, held: Held): Promise<void> {
  const { chainId, address, requestId } = holder;
  for (const { hash, request_id: rival } of held.onlySigned.filter((row) => row.nonce === nonce && row.request_id !== requestId)) {
    const row = await trx
      .updateTable('transactions')
      .set({ status: 'dropped', updated_at_ms: nowMs })
      .where('hash', '=', hash)
      .where('request_id', rival === null ? 'is' : '=', rival)
      .where('status', '=', 'signed')
      .where('send_requested_at_ms', 'is', null)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw new Outdated();
    await writeToOutbox(trx, 'transaction.dropped', toTransaction(row));
  }
  for (const ended of held.reservations.filter((row) => row.nonce === nonce && row.request_id !== requestId)) {
    await trx
      .deleteFrom('nonce_reservations')
      .where('chain_id', '=', chainId)
      .where('address', '=', address)
      .where('request_id', '=', ended.request_id)
      .execute();
  }
  const reserved = { nonce, expires_at_ms: expiresAtMs };
  await trx
    .insertInto('nonce_reservations')
    .values({ chain_id: chainId, address, request_id: requestId, ...reserved })
    .onConflict((conflict) => conflict.columns(['chain_id', 'address', 'request_id']).doUpdateSet(reserved))
    .execute();
}

const inLowerCase = <Holder extends NonceHolder>(holder: Holder): Holder => ({ ...holder, address: holder.address.toLowerCase() });

/** Nonces promised to transactions that are still being approved. What was only signed holds none: it may never be sent. */
export function nonceStore(db: Kysely<Database>, inTurn: InTurn): Pick<Store, 'reserveNonce' | 'claimNonce' | 'releaseNonce'> {
  /** One account's requests come one after another. */
  async function decideInTurn<Decision>(holder: NonceHolder, decide: (trx: Transaction<Database>) => Promise<Decision>): Promise<Decision> {
    for (;;) {
      try {
        return await inTurn(`nonce ${holder.chainId} ${holder.address}`, decide);
      } catch (error) {
        if (!(error instanceof Outdated)) throw error;
      }
    }
  }

  return {
    async reserveNonce({ atLeast, isReplacement, nowMs, expiresAtMs, ...mixedCase }) {
      const holder = inLowerCase(mixedCase);
      return decideInTurn(holder, async (trx) => {
        const held = await readHeld(trx, holder, null);
        const isOurs = (row: { readonly request_id: string | null }) => row.request_id === holder.requestId;
        const sent = held.goingOut.find(isOurs);
        if (sent !== undefined) return { nonce: sent.nonce, expiresAtMs };
        const live = held.reservations.filter((row) => row.expires_at_ms > nowMs && row.nonce >= atLeast);
        const reserved = live.find(isOurs);
        if (reserved !== undefined) return { nonce: reserved.nonce, expiresAtMs: reserved.expires_at_ms };

        const taken = new Set([...held.goingOut, ...live].map((row) => row.nonce));
        // What was signed for it once goes on with its nonce, unless that went to another.
        const signed = held.onlySigned.find((row) => isOurs(row) && !taken.has(row.nonce));
        let nonce = signed?.nonce ?? atLeast;
        while (!isReplacement && signed === undefined && taken.has(nonce)) nonce++;
        await take(trx, holder, nonce, { nowMs, expiresAtMs }, held);
        return { nonce, expiresAtMs };
      });
    },

    async claimNonce({ nonce, nowMs, expiresAtMs, ...mixedCase }) {
      const holder = inLowerCase(mixedCase);
      return decideInTurn(holder, async (trx) => {
        const held = await readHeld(trx, holder, nonce);
        const reservation = held.reservations.find((row) => row.nonce === nonce);
        const isOurs = reservation?.request_id === holder.requestId;
        const isReserved = reservation !== undefined && reservation.expires_at_ms > nowMs;
        const isSent = held.goingOut.some((row) => row.nonce === nonce && row.request_id !== holder.requestId);
        if (!isOurs && (isReserved || isSent)) return false;
        await take(trx, holder, nonce, { nowMs, expiresAtMs }, held);
        return true;
      });
    },

    async releaseNonce({ atMs, ...mixedCase }) {
      const { chainId, address, requestId } = inLowerCase(mixedCase);
      await db
        .updateTable('nonce_reservations')
        .set({ expires_at_ms: atMs })
        .where('chain_id', '=', chainId)
        .where('address', '=', address)
        .where('request_id', '=', requestId)
        .execute();
    },
  };
}
