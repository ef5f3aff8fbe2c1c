import { CHALLENGE_LIFETIME_SECONDS } from '../../../widget/src/contract/sealed.ts';
import type { Clock, RandomBytes } from '../deps.ts';
import { EnclaveError } from '../enclave-client/port.ts';
import type { HpkeKey } from './attest.ts';

/** What a challenge was given out for; a call that differs in any of these does not open. */
export type ChallengeBinding = {
  readonly operation: string;
  readonly walletId: string;
  readonly thumbprint: Uint8Array;
  readonly payloadSha256: Uint8Array;
  readonly hpkeKey: HpkeKey;
};

export type Challenges = {
  issue(binding: ChallengeBinding): { readonly challenge: Uint8Array; readonly expiresAtMs: number };
  /**
   * Takes a challenge out of use, whatever becomes of the call.
   * @throws EnclaveError `challenge_used` the second time, `envelope_invalid` when it is unknown or too old.
   */
  take(challenge: Uint8Array): ChallengeBinding;
};

/** Memory stays bounded however many are asked for: about 100 bytes each. */
const MAX_CHALLENGES = 50_000;

type Entry = { readonly binding: ChallengeBinding; readonly expiresAtMs: number; used: boolean };

/** Challenges live in memory, for 60 seconds, and are good once. */
export function createChallenges(clock: Clock, random: RandomBytes): Challenges {
  const entries = new Map<string, Entry>();

  function forgetExpired(): void {
    // Insertion order is expiry order, since every challenge lives equally long.
    for (const [key, entry] of entries) {
      if (entry.expiresAtMs > clock.nowMs()) return;
      entries.delete(key);
    }
  }

  return {
    issue(binding) {
      forgetExpired();
      if (entries.size >= MAX_CHALLENGES) throw new EnclaveError('rate_limited', 'too many challenges are open');
      const challenge = random(32);
      const expiresAtMs = clock.nowMs() + CHALLENGE_LIFETIME_SECONDS * 1000;
      entries.set(Buffer.from(challenge).toString('base64'), { binding, expiresAtMs, used: false });
      return { challenge, expiresAtMs };
    },
    take(challenge) {
      forgetExpired();
      const entry = entries.get(Buffer.from(challenge).toString('base64'));
      if (entry === undefined) throw new EnclaveError('envelope_invalid', 'the sealed call does not open');
      if (entry.used) throw new EnclaveError('challenge_used', 'the challenge has been used');
      entry.used = true;
      return entry.binding;
    },
  };
}
