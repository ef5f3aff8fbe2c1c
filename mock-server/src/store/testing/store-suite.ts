import assert from 'node:assert/strict';
import { afterEach, beforeEach, it } from 'node:test';
import type { Store } from '../store.ts';
import { registrySuite } from './registry-suite.ts';
import { bytes, nowMs, session, wallet } from './rows.ts';
import { transactionSuite } from './transaction-suite.ts';

/**
 * What every store must do, whatever it writes to.
 *
 * @param place a new, empty place for each test; `open` may be called again to find what was written there.
 */
export function storeSuite(place: () => Promise<{ open(): Promise<Store>; remove(): Promise<void> }>): void {
  let store: Store;
  let opened: Awaited<ReturnType<typeof place>>;
  beforeEach(async () => {
    opened = await place();
    store = await opened.open();
    for (const id of ['1', '2']) {
      await store.upsertUser({
        newUserId: `user-${id}`,
        appId: 'demo',
        issuer: 'https://login.example',
        subjectHash: bytes(Number(id)),
        providerId: 'demo',
        name: 'Ada',
        email: null,
      });
    }
  });
  afterEach(async () => {
    await store.close();
    await opened.remove();
  });

  it('behavior: a user is found again by app, issuer and subject, and the profile follows the last login', async () => {
    const again = await store.upsertUser({
      newUserId: 'user-9',
      appId: 'demo',
      issuer: 'https://login.example',
      subjectHash: bytes(1),
      providerId: 'demo',
      name: 'Ada Lovelace',
      email: 'ada@example.com',
    });
    assert.equal(again.userId, 'user-1');
    assert.equal((await store.findUser('user-1'))?.name, 'Ada Lovelace');
    assert.deepEqual(again.subjectHash, bytes(1));
  });

  it('behavior: a spent refresh hash ends the session', async () => {
    await store.createSession(session());
    const rotate = (expected: number, next: number, atMs: number) =>
      store.rotateSession('session-1', bytes(expected), bytes(next), { nowMs: atMs, overlapMs: 10 });
    assert.equal(await rotate(2, 5, nowMs + 1), 'rotated');
    assert.deepEqual((await store.findSession('session-1'))?.refreshHash, bytes(5));
    assert.equal(await rotate(2, 5, nowMs + 11), 'repeated');
    assert.deepEqual((await store.findSession('session-1'))?.refreshHash, bytes(5));
    assert.equal(await rotate(2, 5, nowMs + 12), 'reused');
    assert.equal(await store.findSession('session-1'), null);
  });

  it('behavior: an ended session’s key stays revoked until its certificate has expired', async () => {
    const { thumbprint, certificateExpiresAtSeconds } = session();
    const expiresAtMs = certificateExpiresAtSeconds * 1000;
    await store.createSession(session());
    assert.deepEqual(await store.listRevokedSessionKeys(expiresAtMs - 1), []);
    await store.deleteSession('session-1');
    await store.deleteSession('session-1');
    assert.deepEqual(await store.listRevokedSessionKeys(expiresAtMs - 1), [{ thumbprint, untilSeconds: certificateExpiresAtSeconds }]);
    assert.deepEqual(await store.listRevokedSessionKeys(expiresAtMs), []);
    await store.deleteExpired(expiresAtMs - 1);
    assert.deepEqual(await store.listRevokedSessionKeys(expiresAtMs - 1), [{ thumbprint, untilSeconds: certificateExpiresAtSeconds }]);
    await store.deleteExpired(expiresAtMs);
    assert.deepEqual(await store.listRevokedSessionKeys(0), []);
    await store.createSession(session());
    await store.rotateSession('session-1', bytes(99), bytes(98), { nowMs, overlapMs: 10 });
    assert.deepEqual(await store.listRevokedSessionKeys(0), [{ thumbprint, untilSeconds: certificateExpiresAtSeconds }]);
  });

  it('behavior: a session key has one session', async () => {
    await store.createSession(session());
    await store.createSession(session({ sessionId: 'session-2', userId: 'user-2' }));
    assert.equal(await store.findSession('session-1'), null);
    assert.equal((await store.listSessions('user-2')).length, 1);
  });

  it('behavior: a proof is remembered once', async () => {
    const seen = await Promise.all(Array.from({ length: 20 }, () => store.rememberProof('thumb.jti', nowMs)));
    assert.equal(seen.filter(Boolean).length, 1);
  });

  it('behavior: a populated wallet is replaced, an available one never', async () => {
    assert.equal(await store.createWallet(wallet()), 'created');
    assert.equal(await store.createWallet(wallet({ walletId: 'wallet-2' })), 'created');
    assert.equal(await store.findWallet('wallet-1'), null);
    await store.setWalletState('wallet-2', 'AVAILABLE');
    assert.equal(await store.createWallet(wallet({ walletId: 'wallet-3' })), 'exists');
    const [kept, ...others] = await store.listWallets('user-1');
    assert.equal(others.length, 0);
    assert.deepEqual(kept, wallet({ walletId: 'wallet-2', state: 'AVAILABLE' }));
  });

  it('behavior: a wallet id of another user is taken', async () => {
    await store.createWallet(wallet());
    assert.equal(await store.createWallet(wallet({ userId: 'user-2' })), 'exists');
    assert.equal((await store.findWallet('wallet-1'))?.userId, 'user-1');
  });

  it('behavior: only stale populated wallets are shredded, and activating one of them fails', async () => {
    await store.createWallet(wallet());
    await store.createWallet(wallet({ walletId: 'wallet-2', userId: 'user-2' }));
    await store.setWalletState('wallet-2', 'AVAILABLE');
    assert.equal(await store.deleteStalePopulated(nowMs + 1), 1);
    assert.notEqual(await store.findWallet('wallet-2'), null);
    await assert.rejects(store.setWalletState('wallet-1', 'AVAILABLE'), /gone/);
  });

  it('behavior: a record waits beside the one that counts, and takes its place once', async () => {
    await store.createWallet(wallet({ state: 'PIN_DESTROYED' }));
    await store.savePending('wallet-1', bytes(8, 10), 1);
    await store.savePending('wallet-1', bytes(9, 10), 1);
    const waiting = await store.findWallet('wallet-1');
    assert.deepEqual([waiting?.record, waiting?.pinEpoch, waiting?.pending], [bytes(3, 200), 0, { record: bytes(9, 10), pinEpoch: 1 }]);
    await assert.rejects(store.activatePending('wallet-1', 2), /waits/);
    await store.activatePending('wallet-1', 1);
    await store.activatePending('wallet-1', 1);
    const active = await store.findWallet('wallet-1');
    assert.deepEqual([active?.record, active?.pinEpoch, active?.pending, active?.state], [bytes(9, 10), 1, null, 'AVAILABLE']);
    await assert.rejects(store.savePending('wallet-1', bytes(7, 10), 1), /epoch/);
    await assert.rejects(store.activatePending('wallet-9', 1), /waits/);
  });

  it('behavior: an account is named and put away, but never the last one in sight', async () => {
    await store.createWallet(wallet());
    await store.addAccount('wallet-1', { accountIndex: 1, address: '0x22', path: "m/44'/60'/0'/0/1" });
    const shown = async () => (await store.findWallet('wallet-1'))?.accounts.map(({ name, hidden }) => [name, hidden]);
    assert.equal(await store.updateAccount('wallet-1', 1, { name: 'Savings', hidden: true }), 'updated');
    assert.equal(await store.updateAccount('wallet-1', 0, { name: 'Daily', hidden: true }), 'last-visible');
    assert.deepEqual(await shown(), [
      [null, false],
      ['Savings', true],
    ]);
    await assert.rejects(store.updateAccount('wallet-1', 2, { name: null, hidden: false }), /gone/);
    await store.addAccount('wallet-1', { accountIndex: 1, address: '0x22', path: "m/44'/60'/0'/0/1" });
    assert.deepEqual((await shown())?.[1], ['Savings', true], 'deriving it again changes nothing');
    await store.updateAccount('wallet-1', 1, { name: null, hidden: false });
    const both = await Promise.all([0, 1].map((index) => store.updateAccount('wallet-1', index, { name: null, hidden: true })));
    assert.deepEqual(both.sort(), ['last-visible', 'updated']);
  });

  it('behavior: wraps are kept, confirmed once, and one unconfirmed of a kind at a time', async () => {
    const wrap = (wrapId: string, change = {}) => ({
      walletId: 'wallet-1',
      wrapId,
      kind: 'kit' as const,
      wrap: bytes(1, 50),
      createdAtMs: nowMs,
      confirmedAtMs: null,
      ...change,
    });
    await store.putWrap(wrap('a'));
    await store.confirmWrap('wallet-1', 'a', nowMs + 1);
    await store.confirmWrap('wallet-1', 'a', nowMs + 9);
    await store.putWrap(wrap('b', { createdAtMs: nowMs + 2 }));
    await store.putWrap(wrap('c', { createdAtMs: nowMs + 3 }));
    const kept = await store.listWraps('wallet-1');
    assert.deepEqual(
      kept.map(({ wrapId, confirmedAtMs }) => [wrapId, confirmedAtMs]),
      [
        ['a', nowMs + 1],
        ['c', null],
      ],
    );
    await store.deleteWrap('wallet-1', 'a');
    assert.equal((await store.listWraps('wallet-1')).length, 1);
    await assert.rejects(store.confirmWrap('wallet-1', 'a', nowMs), /gone/);
  });

  it('behavior: fifty claims of one idempotency key give one owner', async () => {
    const lease = { nowMs, runningUntilMs: nowMs + 30_000 };
    const claims = await Promise.all(Array.from({ length: 50 }, () => store.beginIdempotent('key', bytes(1), lease)));
    assert.equal(claims.filter((claim) => claim.kind === 'new').length, 1);
    assert.equal(claims.filter((claim) => claim.kind === 'running').length, 49);
    assert.equal((await store.beginIdempotent('key', bytes(2), lease)).kind, 'conflict');
    await store.finishIdempotent('key', { requestHash: bytes(1), status: 200, body: '{}' }, nowMs + 86_400_000);
    assert.deepEqual(await store.beginIdempotent('key', bytes(1), lease), { kind: 'done', reply: { requestHash: bytes(1), status: 200, body: '{}' } });
    await store.abandonIdempotent('key');
    assert.equal((await store.beginIdempotent('key', bytes(1), lease)).kind, 'done');
  });

  it('behavior: a claim whose holder died lapses', async () => {
    await store.beginIdempotent('key', bytes(1), { nowMs, runningUntilMs: nowMs + 30_000 });
    assert.equal((await store.beginIdempotent('key', bytes(1), { nowMs: nowMs + 30_000, runningUntilMs: nowMs + 60_000 })).kind, 'new');
  });

  it('param: identifiers are data, never SQL', async () => {
    for (const id of ["' OR 1=1 --", '"; DROP TABLE wallets; --', '../../etc/passwd', '\u0000', '%']) {
      assert.equal(await store.findWallet(id), null);
      assert.equal(await store.findSession(id), null);
      assert.deepEqual(await store.listWallets(id), []);
    }
    await store.createWallet(wallet());
    assert.notEqual(await store.findWallet('wallet-1'), null);
  });

  it('behavior: what was written is there after a restart, and expired rows are not', async () => {
    await store.putSetting('sealed-secret', bytes(7, 48));
    await store.putSetting('sealed-secret', bytes(8, 48));
    await store.rememberProof('old', nowMs);
    await store.close();
    store = await opened.open();
    assert.deepEqual(await store.getSetting('sealed-secret'), bytes(8, 48));
    assert.equal(await store.getSetting('other'), null);
    await store.deleteExpired(nowMs);
    assert.equal(await store.rememberProof('old', nowMs + 1), true);
  });

  transactionSuite(() => store);
  registrySuite(() => store);
}
