import type { ChangedLine } from './changed-lines.ts';

/* Bugs, one of each kind, built into server or enclave on request (`--plant`), to show that a run finds them. */

const saved = '    checkKept(await services.store.saveSignature(made), made);';

export type Plant = { readonly kind: string; readonly enclave?: readonly ChangedLine[]; readonly server?: readonly ChangedLine[] };

export const plants: Readonly<Record<string, Plant>> = {
  'two-wallets': {
    kind: 'created once',
    server: [
      {
        file: 'mock-server/src/api/enclave.ts',
        from: "  if (taken) throw new ApiProblem('wallet_exists', { field: 'walletId' });",
        to: '  void taken;',
      },
      {
        file: 'mock-server/src/store/wallet-store.ts',
        from: "        if (rivals.some((rival) => rival.user_id !== wallet.userId || rival.state !== 'POPULATED')) return 'exists';",
        to: '',
      },
      {
        file: 'mock-server/src/store/wallet-store.ts',
        from: "  await trx.deleteFrom('wallets').where('wallet_id', 'in', walletIds).where('state', '=', 'POPULATED').execute();",
        to: "  await trx.deleteFrom('wallets').where('wallet_id', 'in', walletIds).execute();",
      },
    ],
  },
  'nonce-twice': {
    kind: 'nonce',
    server: [
      {
        file: 'mock-server/src/store/nonce-store.ts',
        from: '        while (!isReplacement && signed === undefined && taken.has(nonce)) nonce++;',
        to: '        nonce = 0;',
      },
    ],
  },
  'uncounted-tries': {
    kind: 'ledger',
    enclave: [{ file: 'mock-server/src/enclave/pin-guard.ts', from: '        attempts: attempts + 1,', to: '        attempts,' }],
  },
  'unasked-signature': {
    kind: 'approval',
    server: [
      {
        file: 'mock-server/src/api/effects.ts',
        from: saved,
        to: `${saved}\n    await services.store.saveSignature({ ...made, requestId: crypto.randomUUID() });`,
      },
    ],
  },
  'forgotten-signature': {
    kind: 'acknowledged',
    server: [{ file: 'mock-server/src/api/effects.ts', from: saved, to: '' }],
  },
};
