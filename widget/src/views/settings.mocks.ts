import type { Site } from '../state/settings.ts';
import type { AppState, EnclaveCheck } from '../state/state.ts';
import { hostOrigin, nowMs, ready, wireError } from './views.mocks.ts';

const days = 86_400_000;

/** One that was just used, one with a session, one whose name is as long as they get. */
export const sites: readonly Site[] = [
  { origin: hostOrigin, sinceMs: nowMs - 3 * days, usedAtMs: nowMs - 60_000, methods: [] },
  { origin: 'https://swap.example', sinceMs: nowMs - 40 * days, usedAtMs: nowMs - 2 * days, methods: ['eth_sendTransaction', 'personal_sign'] },
  { origin: 'https://a-very-long-name-of-a-marketplace.collectibles.example:8443', sinceMs: nowMs - 200 * days, usedAtMs: nowMs - 90 * days, methods: [] },
];

/** What a browser checked of an enclave in real hardware. */
export const production: EnclaveCheck = {
  state: 'verified',
  development: false,
  releaseSeq: 7,
  pcr0: 'c0ffee5e1f00d1234567890abcdefc0ffee5e1f00d1234567890abcdefc0ffee5e1f00d1234567890abcdef123456780',
  rootSha256: '641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b',
  manifestSha256: '9d2f7c1ab84e6053d1c7f2a9b6e8045d3c1f0a97e6b5d4c3f2a1908e7d6c5b4a',
  verifiedAtMs: nowMs - 60_000,
};

export const locked: AppState = { ...ready, lock: { step: 'asking', problem: null } };
export const lockedAndFailing: AppState = { ...ready, lock: { step: 'asking', problem: wireError(-32083, 'ledger_unavailable') } };
