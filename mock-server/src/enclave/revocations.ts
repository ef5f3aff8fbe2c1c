import type { Clock } from '../deps.ts';
import { CERTIFICATE_LIFETIME_SECONDS } from './certificate.ts';

/** Session keys whose certificates are refused until the last of them has expired. */
export type Revocations = { add(thumbprint: Uint8Array): void; has(thumbprint: Uint8Array): boolean };

/**
 * Kept in memory: the parent revokes again after a restart (PROTOCOL §4.5). A parent that does not only lets a session
 * live out its 12 hours; the session key still has to stamp every call.
 */
export function createRevocations(clock: Clock): Revocations {
  const untilMs = new Map<string, number>();
  const keyOf = (thumbprint: Uint8Array) => Buffer.from(thumbprint).toString('base64');
  return {
    add(thumbprint) {
      for (const [key, time] of untilMs) if (time <= clock.nowMs()) untilMs.delete(key);
      untilMs.set(keyOf(thumbprint), clock.nowMs() + CERTIFICATE_LIFETIME_SECONDS * 1000);
    },
    has: (thumbprint) => (untilMs.get(keyOf(thumbprint)) ?? 0) > clock.nowMs(),
  };
}
