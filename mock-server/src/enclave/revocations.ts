import type { Clock } from '../deps.ts';

/**
 * Session keys whose certificates are refused, each up to those that expire at a time: a person who signs out and in again
 * in the same browser has the same key and a later certificate.
 */
export type Revocations = {
  add(thumbprint: Uint8Array, untilSeconds: number): void;
  /** Whether a certificate of this key that expires then is refused. */
  has(thumbprint: Uint8Array, expiresAtSeconds: number): boolean;
  /** The expiry of the last certificate of this key that is refused; 0 when none is. */
  untilSeconds(thumbprint: Uint8Array): number;
};

/**
 * Kept in memory: the parent revokes again after a restart (PROTOCOL §4.5). A parent that does not only lets a session
 * live out its 12 hours; the session key still has to stamp every call.
 */
export function createRevocations(clock: Clock): Revocations {
  const until = new Map<string, number>();
  const keyOf = (thumbprint: Uint8Array) => Buffer.from(thumbprint).toString('base64');
  const untilSeconds = (thumbprint: Uint8Array) => until.get(keyOf(thumbprint)) ?? 0;
  return {
    add(thumbprint, seconds) {
      for (const [key, time] of until) if (time * 1000 <= clock.nowMs()) until.delete(key);
      // Told again of an earlier one, it does not forget the later.
      until.set(keyOf(thumbprint), Math.max(seconds, untilSeconds(thumbprint)));
    },
    has: (thumbprint, expiresAtSeconds) => expiresAtSeconds <= untilSeconds(thumbprint),
    untilSeconds,
  };
}
