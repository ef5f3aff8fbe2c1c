import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { CallRequest } from '../../../widget/src/contract/wallet-api.ts';
import { createEnclavePool, rankMembers } from './enclave-pool.ts';
import { type EnclaveClient, EnclaveError } from './port.ts';

const bytes = new Uint8Array(32);
const walletIds = Array.from({ length: 300 }, (_, index) => `wallet-${index}`);

class FakeMember {
  readonly asked: string[] = [];
  id: string;
  away = false;
  readonly name: string;
  constructor(name: string) {
    this.name = name;
    this.id = `${name}-boot-1`;
  }
  readonly #answer = <T>(op: string, value: T): Promise<T> => {
    if (this.away) return Promise.reject(new EnclaveError('enclave_unavailable', 'away'));
    this.asked.push(op);
    return Promise.resolve(value);
  };
  readonly client: EnclaveClient = {
    attest: () => this.#answer('attest', bytes),
    challenge: () => this.#answer('challenge', { challenge: bytes, document: bytes, enclaveId: this.id, expiresAtMs: 0 }),
    sessionOpen: () => this.#answer('sessionOpen', { certificate: bytes, subjectHash: bytes, expiresAtSeconds: 0 }),
    sessionRevoke: () => this.#answer('sessionRevoke', undefined),
    call: (request) => this.#answer(`call ${request.walletId}`, { reply: bytes, effects: { kind: 'none' } }),
    ledgerHead: () => this.#answer('ledgerHead', {} as never),
    health: () => this.#answer('health', { enclaveId: this.id, pcr0: '', releaseSeq: 1, witnessesReachable: 3, witnessesForked: [], kmsReachable: true }),
  };
}

const challengeFor = (walletId: string) => ({ operation: 'sign_intent', walletId, sessionKeyThumbprint: bytes, nonce: bytes });
const callTo = (enclaveId: string, walletId: string) => ({ operation: 'sign_intent', walletId, enclaveId }) as CallRequest;

describe('several enclaves as one', () => {
  let members: FakeMember[];
  beforeEach(() => {
    members = ['a', 'b', 'c'].map((name) => new FakeMember(name));
  });

  it('behavior: two servers with the same enclaves send a wallet to the same one, and all get a share', async () => {
    const servers = [createEnclavePool(members), createEnclavePool(members.toReversed())];
    const share = new Map<string, number>();
    for (const walletId of walletIds) {
      const [first, second] = await Promise.all(servers.map((server) => server.challenge(challengeFor(walletId))));
      assert.equal(first?.enclaveId, second?.enclaveId);
      share.set(first?.enclaveId ?? '', (share.get(first?.enclaveId ?? '') ?? 0) + 1);
    }
    assert.equal(share.size, 3);
    for (const count of share.values()) assert.ok(count > 60, String(count));
  });

  it('behavior: without one, only its own wallets move', () => {
    for (const walletId of walletIds) {
      const [first] = rankMembers(members, walletId);
      const [without] = rankMembers(
        members.filter(({ name }) => name !== 'b'),
        walletId,
      );
      if (first?.name !== 'b') assert.equal(without?.name, first?.name);
    }
  });

  it('behavior: a call goes to the enclave it names, on a server that never saw its challenge too', async () => {
    const { enclaveId } = await createEnclavePool(members).challenge(challengeFor('w'));
    const other = createEnclavePool(members);
    await Promise.all([other.call(callTo(enclaveId, 'w'), null), other.call(callTo(enclaveId, 'w'), null)]);
    for (const { id, asked } of members) {
      assert.deepEqual(
        asked.filter((op) => op === 'call w'),
        id === enclaveId ? ['call w', 'call w'] : [],
      );
      // Who they are is asked once for both.
      assert.equal(asked.filter((op) => op === 'health').length, 1);
    }
  });

  it('error: an enclave that is gone, or was started again, is said to be unavailable, and a new challenge goes on', async () => {
    const pool = createEnclavePool(members);
    const { enclaveId } = await pool.challenge(challengeFor('w'));
    const member = members.find(({ id }) => id === enclaveId);
    assert.ok(member);
    member.away = true;
    await assert.rejects(pool.call(callTo(enclaveId, 'w'), null), { code: 'enclave_unavailable' });
    const next = await pool.challenge(challengeFor('w'));
    assert.notEqual(next.enclaveId, enclaveId);
    await pool.call(callTo(next.enclaveId, 'w'), null);
    member.away = false;
    member.id = 'boot-2';
    assert.equal((await pool.challenge(challengeFor('w'))).enclaveId, 'boot-2');
    await assert.rejects(pool.call(callTo(enclaveId, 'w'), null), { code: 'enclave_unavailable' });
  });

  it('error: what an enclave refuses is refused, and no other is asked', async () => {
    const [member] = members;
    assert.ok(member);
    const pool = createEnclavePool(
      members.map((each) => ({ ...each, client: { ...each.client, sessionOpen: () => Promise.reject(new EnclaveError('invalid_id_token', 'no')) } })),
    );
    const request = {
      appId: 'a',
      issuer: 'i',
      clientId: 'c',
      idToken: 't',
      nonceRandom: bytes,
      sessionKey: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
    } as const;
    await assert.rejects(pool.sessionOpen(request), { code: 'invalid_id_token' });
  });

  it('behavior: a session key is revoked in every enclave; one that is away is told of, after the others have heard', async () => {
    const pool = createEnclavePool(members);
    await pool.sessionRevoke(bytes, 1);
    assert.ok(members.every(({ asked }) => asked.includes('sessionRevoke')));
    const [away, ...there] = members;
    assert.ok(away);
    away.away = true;
    await assert.rejects(pool.sessionRevoke(bytes, 1), { code: 'enclave_unavailable' });
    assert.ok(there.every(({ asked }) => asked.filter((op) => op === 'sessionRevoke').length === 2));
  });

  it('behavior: healthy as long as one is; error: none is', async () => {
    const pool = createEnclavePool(members);
    for (const member of members.slice(1)) member.away = true;
    assert.match((await pool.health()).enclaveId, /^a-/);
    for (const member of members) member.away = true;
    await assert.rejects(pool.health(), { code: 'enclave_unavailable' });
    await assert.rejects(createEnclavePool([]).attest(bytes), { code: 'enclave_unavailable' });
  });
});
