/**
 * Overwrites secrets in place. JavaScript may have copied them before (garbage collection, JIT); this shortens their
 * life, it does not end it. Call in `finally`.
 */
export function wipe(...secrets: readonly (Uint8Array | null | undefined)[]): void {
  for (const secret of secrets) secret?.fill(0);
}
