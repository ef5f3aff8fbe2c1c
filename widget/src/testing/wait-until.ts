import { waitUntil as wait } from '@open-wc/testing';

/** Three engines share the machine with a page each: what takes 20 ms alone may take seconds. Only a failure takes as long. */
const TIMEOUT_MS = 8_000;

/** Resolves once it is so. @throws Error with the message, after `timeout` ms. */
export function waitUntil(predicate: () => unknown, message?: string, { timeout = TIMEOUT_MS } = {}): Promise<void> {
  return wait(predicate, message, { timeout });
}
