import { demoOperator } from '../idp/accounts.ts';
import type { RunningStack } from './start-stack.ts';

/** The one block that `npm start` prints. */
export function summarise(stack: RunningStack, startedInMs: number): string {
  const { origins } = stack;
  const rows: readonly (readonly [string, string, string])[] = [
    ['Example pages', origins.host, 'ready'],
    ['Wallet', origins.wallet, 'ready (widget, SDK, API)'],
    ['Admin page', `${origins.wallet}/admin/`, `ready (sign in as ${demoOperator.name})`],
    ['Issuer', origins.issuer, 'ready (demo accounts, no passwords)'],
    ['KMS', origins.kms, 'ready (AWS protocol)'],
    ['Second KMS', origins.secondKms, 'ready'],
    ['EVM node', origins.node, 'ready (chain id 31337)'],
    ['Enclave', `process ${stack.pids.enclave}`, 'attested by a development root'],
    ['Witnesses', `${Object.keys(stack.pids).filter((name) => name.startsWith('witness-')).length} processes`, 'ready'],
  ];
  const width = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  const lines = rows.map(([part, where, state]) => `  ${part.padEnd(width[0] ?? 0)}  ${where.padEnd(width[1] ?? 0)}  ${state}`);
  const data = stack.keepsNothing ? 'Nothing is kept (--ephemeral).' : `Data: ${stack.dataDir} (log: server.log)`;
  return [
    '',
    `Alcove is ready (${(startedInMs / 1000).toFixed(1)} s).`,
    '',
    ...lines,
    '',
    `  ${data}`,
    ...stack.notes.map((note) => `  ${note}`),
    '  Development only: nothing here is confidential against this machine.',
    '',
    `Open ${origins.host}`,
    'Stop with Ctrl-C.',
    '',
  ].join('\n');
}
