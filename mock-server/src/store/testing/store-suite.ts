import assert from 'node:assert/strict';
import { afterEach, beforeEach, it } from 'node:test';
import { type SessionRow, type Store, type TransactionRow, UNSENT_LIFETIME_MS, UNSENT_YIELDS_MS, type WalletRow } from '../store.ts';

const sender = `0x${'Ab'.repeat(20)}`;
const nowMs = 1_800_000_000_000;
const bytes = (value: number, length = 32) => new Uint8Array(length).fill(value);

function session(change: Partial<SessionRow> = {}): SessionRow {
  return {
    sessionId: 'session-1',
    userId: 'user-1',
    appId: 'demo',
    thumbprint: 'thumbprint-1',
    deviceLabel: 'Laptop',
    certificate: bytes(1),
    certificateExpiresAtSeconds: 1_800_040_000,
    refreshHash: bytes(2),
    createdAtMs: nowMs,
    lastSeenAtMs: nowMs,
    expiresAtMs: nowMs + 1000,
    ...change,
  };
}

function wallet(change: Partial<WalletRow> = {}): WalletRow {
  return {
    walletId: 'wallet-1',
    userId: 'user-1',
    appId: 'demo',
    state: 'POPULATED',
    pinEpoch: 0,
    record: bytes(3, 200),
    pending: null,
    imported: false,
    accounts: [{ accountIndex: 0, address: sender, path: "m/44'/60'/0'/0/0", name: null, hidden: false }],
    createdAtMs: nowMs,
    ...change,
  };
}

function transaction(change: Partial<TransactionRow> = {}): TransactionRow {
  return {
    hash: '0x01',
    chainId: 31337,
    walletId: 'wallet-1',
    replacedBy: null,
    requestId: 'request-1',
    from: sender,
    to: null,
    valueWei: '1',
    data: '0x',
    nonce: 4,
    status: 'signed',
    blockNumber: null,
    feeWei: null,
    origin: 'https://shop.example',
    rawTransaction: '0x02',
    sendRequestedAtMs: null,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    ...change,
  };
}

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
    assert.deepEqual(await store.listRevokedSessionKeys(expiresAtMs - 1), [thumbprint]);
    assert.deepEqual(await store.listRevokedSessionKeys(expiresAtMs), []);
    await store.deleteExpired(expiresAtMs - 1);
    assert.deepEqual(await store.listRevokedSessionKeys(expiresAtMs - 1), [thumbprint]);
    await store.deleteExpired(expiresAtMs);
    assert.deepEqual(await store.listRevokedSessionKeys(0), []);
    await store.createSession(session());
    await store.rotateSession('session-1', bytes(99), bytes(98), { nowMs, overlapMs: 10 });
    assert.deepEqual(await store.listRevokedSessionKeys(0), [thumbprint]);
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

  it('behavior: the first signature and the first transaction of a request stay', async () => {
    const first = { walletId: 'wallet-1', requestId: 'request-1', intentHash: bytes(1), signature: bytes(2, 65), createdAtMs: nowMs };
    await store.saveSignature(first);
    assert.deepEqual(await store.saveSignature({ ...first, intentHash: bytes(7) }), first);
    assert.deepEqual(await store.findSignature('wallet-1', 'request-1'), first);
    await store.saveTransaction(transaction());
    const kept = await store.saveTransaction(transaction({ hash: '0x09', rawTransaction: '0x09' }));
    assert.equal(kept.hash, '0x01');
    assert.equal(await store.findTransaction('0x09'), null);
  });

  it('behavior: the same bytes for a later request are the same transaction, dropped or not', async () => {
    await store.saveTransaction(transaction());
    await store.updateTransaction('0x01', { status: 'dropped' }, nowMs + 1);
    const again = await store.saveTransaction(transaction({ requestId: 'request-2', createdAtMs: nowMs + 2, updatedAtMs: nowMs + 2 }));
    assert.deepEqual([again.status, again.requestId, again.createdAtMs], ['signed', 'request-2', nowMs + 2]);
    await store.updateTransaction('0x01', { status: 'sent', sendRequestedAtMs: nowMs + 3 }, nowMs + 3);
    const sent = await store.saveTransaction(transaction({ requestId: 'request-3' }));
    assert.deepEqual([sent.status, sent.requestId, sent.sendRequestedAtMs], ['sent', 'request-3', nowMs + 3]);
    assert.equal((await store.listTransactions('wallet-1', 10)).length, 1);
  });

  it('behavior: a transaction only moves forward', async () => {
    await store.saveTransaction(transaction());
    await store.updateTransaction('0x01', { status: 'confirmed', blockNumber: 7, feeWei: '21000' }, nowMs + 1);
    await store.updateTransaction('0x01', { status: 'sent' }, nowMs + 2);
    await store.updateTransaction('0x01', { status: 'dropped' }, nowMs + 3);
    const row = await store.findTransaction('0x01');
    assert.deepEqual([row?.status, row?.blockNumber, row?.feeWei], ['confirmed', 7, '21000']);
    assert.deepEqual(await store.claimUnsettledTransactions({ nowMs, leaseUntilMs: nowMs, limit: 10 }), []);
  });

  it('behavior: of two with one nonce, one is replaced, and comes back with a late receipt', async () => {
    await store.saveTransaction(transaction());
    await store.saveTransaction(transaction({ hash: '0x02', requestId: 'request-2', createdAtMs: nowMs + 1 }));
    const { chainId, from, nonce } = transaction();
    const both = await store.listTransactionsOfNonce({ chainId, address: from.toUpperCase().replace('X', 'x'), nonce });
    assert.deepEqual(
      both.map(({ hash }) => hash),
      ['0x01', '0x02'],
    );
    await store.updateTransaction('0x01', { status: 'replaced', replacedBy: '0x02' }, nowMs + 2);
    assert.equal((await store.findTransaction('0x01'))?.replacedBy, '0x02');
    await store.updateTransaction('0x01', { status: 'sent' }, nowMs + 3);
    assert.equal((await store.findTransaction('0x01'))?.status, 'replaced');
    await store.updateTransaction('0x01', { status: 'confirmed', replacedBy: null }, nowMs + 4);
    const row = await store.findTransaction('0x01');
    assert.deepEqual([row?.status, row?.replacedBy], ['confirmed', null]);
  });

  it('behavior: nonces are reserved without gaps and never twice', async () => {
    const reserve = (requestId: string, atMs = nowMs, atLeast = 4) =>
      store.reserveNonce({ chainId: 31337, address: sender, requestId, atLeast, nowMs: atMs, expiresAtMs: atMs + 100 });
    const nonces = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => reserve(id)));
    assert.deepEqual(nonces.map((one) => one.nonce).sort(), [4, 5, 6, 7, 8]);
    assert.deepEqual(await reserve('a', nowMs + 50), nonces[0]);
    // One that is given back is the next one's; of another account or request nothing is given back.
    await store.releaseNonce({ chainId: 31337, address: sender, requestId: 'nobody' });
    await store.releaseNonce({ chainId: 1, address: sender, requestId: 'c' });
    await store.releaseNonce({ chainId: 31337, address: sender.toUpperCase().replace('X', 'x'), requestId: 'c' });
    assert.equal((await reserve('c2')).nonce, nonces[2]?.nonce);
    // Reservations lapse; what was signed keeps its nonce.
    await store.saveTransaction(transaction({ nonce: 4, requestId: 'a' }));
    assert.equal((await reserve('f', nowMs + 1000)).nonce, 5);
    assert.equal((await reserve('a', nowMs + 1000)).nonce, 4);
    // Unless nobody ever asked to send it.
    assert.equal((await reserve('g', nowMs + UNSENT_LIFETIME_MS + 1)).nonce, 4);
  });

  it('behavior: what was signed and nobody asked to send for a minute makes way for another payment, and only then', async () => {
    const reserve = async (requestId: string, atMs: number) =>
      (await store.reserveNonce({ chainId: 31337, address: sender, requestId, atLeast: 4, nowMs: atMs, expiresAtMs: atMs + 100 })).nonce;
    const unsent = await store.saveTransaction(transaction({ nonce: 4, requestId: 'a' }));
    const lateMs = unsent.createdAtMs + UNSENT_YIELDS_MS;
    assert.equal(await reserve('b', lateMs - 1), 5);
    assert.equal(await reserve('a', lateMs + 1000), 4, 'the same payment goes on');
    assert.equal((await store.findTransaction(unsent.hash))?.status, 'signed');
    assert.equal(await reserve('c', lateMs + 1000), 4);
    assert.equal((await store.findTransaction(unsent.hash))?.status, 'dropped');
  });

  it('behavior: what was asked to be sent keeps its nonce, however long ago', async () => {
    const wanted = await store.saveTransaction(transaction({ nonce: 4, requestId: 'a' }));
    await store.updateTransaction(wanted.hash, { sendRequestedAtMs: nowMs }, nowMs);
    const atMs = nowMs + UNSENT_LIFETIME_MS * 10;
    assert.equal((await store.reserveNonce({ chainId: 31337, address: sender, requestId: 'b', atLeast: 4, nowMs: atMs, expiresAtMs: atMs + 100 })).nonce, 5);
    assert.equal((await store.findTransaction(wanted.hash))?.status, 'signed');
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

  it('behavior: an app changes only from what its writer has seen, with its entry in the log, and the revision tells others', async () => {
    const row = { appId: 'shop', config: '{}', createdAtMs: nowMs, updatedAtMs: nowMs, removedAtMs: null };
    const event = { appId: 'shop', atMs: nowMs, actor: 'operator:ada', action: 'app.added', subject: 'shop', detail: {} };
    const before = await store.registryRevision();
    assert.equal(await store.saveApp(row, null, event), true);
    assert.equal(await store.saveApp(row, null, event), false);
    const rivals = await Promise.all(['{"a":1}', '{"a":2}', '{"a":3}'].map((config) => store.saveApp({ ...row, config }, '{}', event)));
    assert.equal(rivals.filter(Boolean).length, 1);
    assert.equal((await store.listAudit('shop', 0, 10)).length, 2);
    assert.equal((await store.listApps())[0]?.config, (await store.findApp('shop'))?.config);
    assert.ok((await store.registryRevision()) > before);
  });

  it('behavior: what operators did is found among what people did, newest first, of every app', async () => {
    const entry = (actor: string, atMs: number, appId = 'shop') => ({ appId, atMs, actor, action: 'app.changed', subject: 'shop', detail: { atMs } });
    for (const event of [entry('operator:ada', 1), entry('user-1', 2), entry('operator', 3, '$deployment'), entry('operator:ben (Ben)', 4)])
      await store.appendAudit(event);
    const times = async (skip: number, limit: number) => (await store.listOperatorAudit(skip, limit)).map(({ atMs }) => atMs);
    assert.deepEqual([await times(0, 10), await times(1, 1), await times(3, 10)], [[4, 3, 1], [3], []]);
  });

  it('behavior: chains and token keys are kept; of the keys the newest first, and no more than verify anything', async () => {
    const event = { appId: '$deployment', atMs: nowMs, actor: 'operator:ada', action: 'chain.set', subject: '1', detail: {} };
    assert.equal(await store.saveChain({ chainId: 1, config: '{}', updatedAtMs: nowMs }, null, event), true);
    assert.equal(await store.saveChain({ chainId: 1, config: '{"a":1}', updatedAtMs: nowMs }, null, event), false);
    assert.deepEqual(await store.listChains(), [{ chainId: 1, config: '{}', updatedAtMs: nowMs }]);
    assert.equal(await store.deleteChain(1, event), true);
    assert.equal(await store.deleteChain(1, event), false);
    for (let index = 0; index < 10; index++) {
      await store.addTokenKey({ kid: `key-${index}`, salt: bytes(index), createdAtMs: nowMs + index, previousUntilMs: nowMs }, event);
    }
    const keys = await store.listTokenKeys();
    assert.equal(keys.length, 8);
    assert.deepEqual(keys[0], { kid: 'key-9', salt: bytes(9), createdAtMs: nowMs + 9, previousUntilMs: nowMs });
  });
}
