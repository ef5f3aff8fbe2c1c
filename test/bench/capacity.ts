import { type Results, valueOfRow } from './results.ts';

/* How many machines and how much money so many users take: arithmetic on what was measured, with every guess named as one. */

const DAY_SECONDS = 86_400;
const DAYS_A_MONTH = 30;

/** None of these is measured. Change them here, and `npm run bench:publish` writes the page anew. */
export const assumptions = {
  activeShareOfUsersADay: { value: 0.1, unit: '', why: 'a wallet inside other pages; take your own' },
  newUsersShareADay: { value: 0.002, unit: '', why: 'a year doubles a deployment with it' },
  pinOperationsPerActiveUserADay: { value: 1.5, unit: '', why: 'one unlock, and every other day a payment above the cap' },
  signaturesPerActiveUserADay: { value: 2, unit: '', why: 'with a grant' },
  peakToMean: { value: 5, unit: '', why: 'the busiest minute against the day’s mean' },
  loadAtPeak: { value: 0.5, unit: '', why: 'of what a machine can do: room for the failure of half of them' },
  fewestMachines: { value: 2, unit: '', why: 'one may fail' },
  daysPaymentsAreKept: { value: 365, unit: 'days', why: '' },
  copiesOfTheDatabase: { value: 2, unit: '', why: 'a primary and a replica' },
  coresOfAMachine: { value: 2, unit: '', why: '' },
  machineDollarsAMonth: { value: 70, unit: '$', why: 'two cores and 8 GB that can hold an enclave, on demand' },
  storageDollarsAGigabyteMonth: { value: 0.12, unit: '$', why: 'network disk' },
  kmsDollarsA10000Requests: { value: 0.03, unit: '$', why: 'AWS’s list price' },
  kmsRequestsPerPinOperation: { value: 1, unit: '', why: 'the data key is opened for each; a grant needs none' },
  kmsRequestsPerNewWallet: { value: 3, unit: '', why: 'PROTOCOL §6.2: a random value, and a data key of each KMS' },
} as const;

const measuredRows = {
  signatureCpuMs: 'CPU time per signature with a grant over HTTP',
  pinOperationCpuMs: 'CPU time per PIN operation over HTTP',
  walletCpuMs: 'CPU time per wallet made over HTTP',
  bytesPerWallet: 'bytes per wallet, PostgreSQL',
  bytesPerPayment: 'bytes per payment kept, PostgreSQL',
} as const;
type Measured = Readonly<Record<keyof typeof measuredRows, number>>;

export type Capacity = {
  readonly signaturesAtPeak: number;
  readonly pinOperationsAtPeak: number;
  readonly walletsAtPeak: number;
  readonly machines: number;
  readonly gigabytes: number;
  readonly dollarsAMonth: { readonly machines: number; readonly storage: number; readonly kms: number };
};

/** Cores are of the kind that was measured. */
export function capacityFor(users: number, measured: Measured): Capacity {
  const of = (name: keyof typeof assumptions): number => assumptions[name].value;
  const active = users * of('activeShareOfUsersADay');
  const perDay = {
    signatures: active * of('signaturesPerActiveUserADay'),
    pinOperations: active * of('pinOperationsPerActiveUserADay'),
    wallets: users * of('newUsersShareADay'),
  };
  const atPeak = (count: number): number => (count / DAY_SECONDS) * of('peakToMean');
  const [signaturesAtPeak, pinOperationsAtPeak, walletsAtPeak] = [atPeak(perDay.signatures), atPeak(perDay.pinOperations), atPeak(perDay.wallets)];
  const busyMs = signaturesAtPeak * measured.signatureCpuMs + pinOperationsAtPeak * measured.pinOperationCpuMs + walletsAtPeak * measured.walletCpuMs;
  const machines = Math.max(of('fewestMachines'), Math.ceil(busyMs / 1_000 / of('coresOfAMachine') / of('loadAtPeak')));
  const bytes = users * measured.bytesPerWallet + perDay.signatures * of('daysPaymentsAreKept') * measured.bytesPerPayment;
  const gigabytes = (bytes * of('copiesOfTheDatabase')) / 1e9;
  const kmsRequests = perDay.pinOperations * of('kmsRequestsPerPinOperation') + perDay.wallets * of('kmsRequestsPerNewWallet');
  return {
    ...{ signaturesAtPeak, pinOperationsAtPeak, walletsAtPeak, machines, gigabytes },
    dollarsAMonth: {
      machines: machines * of('machineDollarsAMonth'),
      storage: gigabytes * of('storageDollarsAGigabyteMonth'),
      kms: ((kmsRequests * DAYS_A_MONTH) / 10_000) * of('kmsDollarsA10000Requests'),
    },
  };
}

const number = (value: number, digits = 3): string => value.toLocaleString('en', { maximumSignificantDigits: digits });
const whole = (value: number): string => Math.ceil(value).toLocaleString('en');

export function capacityPage(results: Results): string {
  const measured = Object.fromEntries(Object.entries(measuredRows).map(([key, name]) => [key, valueOfRow(results, name)])) as Measured;
  const scales = [1e6, 1e8].map((users) => ({ users, ...capacityFor(users, measured) }));
  const line = (what: string, tell: (scale: (typeof scales)[number]) => string): string => `| ${what} | ${scales.map(tell).join(' | ')} |`;
  const total = ({ dollarsAMonth: { machines, storage, kms } }: (typeof scales)[number]): number => machines + storage + kms;
  return `# Capacity

Made by \`npm run bench:publish\` from [\`test/bench/results.json\`](../test/bench/results.json) and the assumptions in
[\`test/bench/capacity.ts\`](../test/bench/capacity.ts); a test holds that this page says what they say.

## What it comes to

| | ${scales.map(({ users }) => `${users.toLocaleString('en')} users`).join(' | ')} |
| --- | ${scales.map(() => '---:').join(' | ')} |
${line('signatures per second at peak', ({ signaturesAtPeak }) => number(signaturesAtPeak))}
${line('PIN operations per second at peak', ({ pinOperationsAtPeak }) => number(pinOperationsAtPeak))}
${line('new wallets per second at peak', ({ walletsAtPeak }) => number(walletsAtPeak))}
${line('machines', ({ machines }) => machines.toLocaleString('en'))}
${line('database, all copies, GB', ({ gigabytes }) => whole(gigabytes))}
${line('machines, $ a month', ({ dollarsAMonth }) => whole(dollarsAMonth.machines))}
${line('storage, $ a month', ({ dollarsAMonth }) => whole(dollarsAMonth.storage))}
${line('KMS, $ a month', ({ dollarsAMonth }) => whole(dollarsAMonth.kms))}
${line('together, $ a month', (scale) => whole(total(scale)))}
${line('together, $ per user and year', (scale) => number((total(scale) * 12) / scale.users, 2))}

## Measured

On ${results.machine.cores} cores (${results.machine.cpu}), ${results.measuredOn}, as CPU time of server (with SQLite in it), enclave, witnesses and the
bundled KMS together: what else the machine does hardly changes it. ${results.note}

| what | figure |
| --- | ---: |
${Object.entries(measuredRows)
  .map(([key, name]) => `| ${name} | ${number(measured[key as keyof Measured], 4)} ${key.endsWith('CpuMs') ? 'ms' : 'B'} |`)
  .join('\n')}

## Assumed

| assumption | value | why |
| --- | ---: | --- |
${Object.entries(assumptions)
  .map(([name, { value, unit, why }]) => `| assumption \`${name}\` | ${value}${unit === '' ? '' : ` ${unit}`} | ${why} |`)
  .join('\n')}

## Reckoned

\`\`\`
active users       = users × activeShareOfUsersADay
per second at peak = per day ÷ ${DAY_SECONDS.toLocaleString('en')} × peakToMean
busy cores         = signatures, PIN operations and new wallets per second at peak, each × its CPU seconds as measured
machines           = busy cores ÷ coresOfAMachine ÷ loadAtPeak, at least fewestMachines
database           = (users × bytes per wallet + signatures a day × daysPaymentsAreKept × bytes per payment) × copiesOfTheDatabase
KMS requests       = PIN operations × kmsRequestsPerPinOperation + new wallets × kmsRequestsPerNewWallet
\`\`\`

## What it leaves out

PostgreSQL's own CPU time, traffic, chain nodes, logs, people on call, and the witnesses, which are three small machines of three operators at any size. One PostgreSQL
primary was measured with up to four servers on one machine; far beyond that nothing here is measured. What serialises first is one app's audit
log, whose entries follow one another: a deployment of 100,000,000 users is many apps, and its database is split by app.
`;
}
