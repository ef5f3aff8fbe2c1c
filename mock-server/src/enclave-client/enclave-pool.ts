import { createHash } from 'node:crypto';
import { type EnclaveClient, EnclaveError, type EnclaveHealth } from './port.ts';

export type EnclaveMember = {
  /** Its place in the configuration, e.g. the address of its socket: the same on every server, and after it was started again. */
  readonly name: string;
  readonly client: EnclaveClient;
};

function isAway(error: unknown): boolean {
  return error instanceof EnclaveError && error.code === 'enclave_unavailable';
}

/**
 * The members in the order in which one key prefers them (highest random weight): every server that has the same list finds the same
 * order without asking anybody, and a member that goes moves only what was its own.
 */
export function rankMembers<Member extends Pick<EnclaveMember, 'name'>>(members: readonly Member[], key: string): readonly Member[] {
  const weighed = members.map((member) => ({ member, weight: createHash('sha256').update(`${member.name}\0${key}`).digest('hex') }));
  return weighed.sort((left, right) => (left.weight < right.weight ? 1 : -1)).map(({ member }) => member);
}

/**
 * Several enclaves as one. A challenge is made by the enclave that the wallet's id prefers, so that its unlock grants are found by
 * whichever server is asked next; the call that follows names its enclave, and goes to that one and no other. When it is gone
 * the call is `enclave_unavailable`, which its caller tries again with a new challenge. What any enclave of the fleet can do goes to
 * the next one when one is away. A session key is revoked in all of them; those that are away learn it when they boot.
 *
 * @example
 * ```ts
 * const enclave = createEnclavePool([{ name: 'unix:/run/alcove/enclave-1.sock', client: openEnclaveClient({ socketPath }) }]);
 * ```
 */
export function createEnclavePool(members: readonly EnclaveMember[]): EnclaveClient {
  const byId = new Map<string, EnclaveMember>();
  let looking: Promise<void> | null = null;

  async function anyOf<T>(key: string, ask: (client: EnclaveClient, member: EnclaveMember) => Promise<T>): Promise<T> {
    let failure: unknown = new EnclaveError('enclave_unavailable', 'no enclave is configured');
    for (const member of rankMembers(members, key)) {
      try {
        return await ask(member.client, member);
      } catch (error) {
        if (!isAway(error)) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  function remember(enclaveId: string, member: EnclaveMember): void {
    // One that was started again has a new id, and nothing of the old one.
    for (const [id, known] of byId) if (known === member && id !== enclaveId) byId.delete(id);
    byId.set(enclaveId, member);
  }

  /** Asks all who they are; by any number of callers at once, once. */
  function look(): Promise<void> {
    looking ??= Promise.all(
      members.map(async (member) => {
        const health = await member.client.health().catch(() => null);
        if (health !== null) remember(health.enclaveId, member);
      }),
    )
      .then(() => undefined)
      .finally(() => {
        looking = null;
      });
    return looking;
  }

  async function named(enclaveId: string): Promise<EnclaveMember> {
    if (!byId.has(enclaveId)) await look();
    const member = byId.get(enclaveId);
    if (member === undefined) throw new EnclaveError('enclave_unavailable', 'the enclave that made this challenge is gone');
    return member;
  }

  return {
    attest: (nonce) => anyOf(Buffer.from(nonce).toString('hex'), (client) => client.attest(nonce)),
    challenge: (request) =>
      anyOf(request.walletId, async (client, member) => {
        const challenge = await client.challenge(request);
        remember(challenge.enclaveId, member);
        return challenge;
      }),
    sessionOpen: (request) => anyOf(request.sessionKey.x, (client) => client.sessionOpen(request)),
    async sessionRevoke(thumbprint, untilSeconds) {
      const outcomes = await Promise.allSettled(members.map(({ client }) => client.sessionRevoke(thumbprint, untilSeconds)));
      const failed = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
    call: async (request, record, attachments) => (await named(request.enclaveId)).client.call(request, record, attachments),
    ledgerHead: (request) => anyOf(request.walletId, (client) => client.ledgerHead(request)),
    health: () => anyOf('', (client): Promise<EnclaveHealth> => client.health()),
  };
}
