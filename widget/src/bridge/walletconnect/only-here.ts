/**
 * One tab at a time is a user's WalletConnect client: two of them would share keys and mailbox, and both would ask about one payment.
 *
 * @param isWanted true takes it from another tab, which the person has left for this one; false waits until no other has it.
 * @param signal ends the wait, and gives it back.
 * @param onLost another tab has taken it.
 * @returns once this tab is the one.
 */
export function becomeTheOne(
  name: string,
  { isWanted, signal, onLost }: { readonly isWanted: boolean; readonly signal: AbortSignal; readonly onLost: () => void },
): Promise<void> {
  const locks: LockManager | undefined = navigator.locks;
  // Where the browser refuses it, as it refuses storage, this tab has nothing to share either.
  if (locks === undefined) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const held = () => {
      resolve();
      return new Promise<void>((release) => signal.addEventListener('abort', () => release(), { once: true }));
    };
    locks.request(name, isWanted ? { steal: true } : { signal }, held).catch((cause: unknown) => {
      if (signal.aborted) return reject(signal.reason);
      // Stolen; or refused from the beginning.
      if (cause instanceof DOMException && cause.name === 'AbortError') onLost();
      else resolve();
    });
  });
}
