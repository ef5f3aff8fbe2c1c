import { parseArgs } from 'node:util';
import { StackError } from './stack-error.ts';

export type StackOptions = {
  readonly portBase: number;
  /** Where everything that must survive is kept; null keeps nothing. */
  readonly dataDir: string | null;
  /** PostgreSQL for what the wallet server keeps; null for SQLite in the data directory. */
  readonly databaseUrl: string | null;
  /** Whether apps may be told at http addresses and on private networks. */
  readonly allowPrivateWebhooks: boolean;
  /** File with the source of prices, the tokens and the IPFS gateway; null for the development chain's own alone. */
  readonly assetsFile: string | null;
  readonly readyJson: boolean;
  /** `parts`: all but the wallet server. */
  readonly role: 'all' | 'parts';
  readonly enclaves: number;
  /** Folder of the sockets; null for a new one in the system's temporary folder. */
  readonly runDir: string | null;
};

export type CommandLine =
  | { readonly kind: 'help' }
  /** Roles that are told the rest by their environment. */
  | { readonly kind: 'api' | 'enclave'; readonly help: boolean }
  | { readonly kind: 'run'; readonly options: StackOptions };

/** A wrong command line: exit status 2 instead of 1. */
export class UsageError extends StackError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UsageError';
  }
}

const defaultPortBase = 4000;
/** The highest port is base + 400; lower ones than 1024 need root. */
const portBaseRange = { min: 1024, max: 65_535 - 400 };

export const helpText = `Usage: npm start [-- OPTIONS]

Starts Alcove on this machine: example pages, wallet, issuer, two KMS, enclave, witnesses and an EVM node.

  --port-base N    first port (default ${defaultPortBase}, or ALCOVE_PORT_BASE). Example pages N, wallet N+100,
                   issuer N+200, KMS N+300 and N+301, EVM node N+400. Logins belong to the issuer's
                   address, so wallets made on one port base are found again on that one.
  --data-dir PATH  where wallets, keys and the chain are kept (default .alcove/ in the checkout)
  --ephemeral      keep nothing
  --ready-json     when ready, print one line of JSON instead of the summary
  --run-dir PATH   where the sockets are, under names that stay: enclave.sock, enclave-2.sock, …, and pins.js
                   for servers with the role api (default a new folder); this run's alone
  --enclaves N     how many enclaves (1 to 8, default 1)
  --role ROLE      all (default); parts, all but the wallet server; api, one of many wallet servers (--role api --help);
                   enclave, what boots an enclave of real hardware (--role enclave --help)
  --help           print this

DATABASE_URL=postgres://USER:PASSWORD@HOST:PORT/DATABASE keeps users, sessions, records and transactions in PostgreSQL
instead of SQLite. The tables are made and brought up to date at the start.
ALCOVE_PRIVATE_WEBHOOKS=1 lets webhooks go to http addresses and private networks, e.g. to a server on this machine.
ALCOVE_ASSETS_FILE=assets.json names a source of prices, tokens to show, and a gateway to IPFS (mock-server/README.md).
`;

function parsePortBase(text: string, source: string): number {
  const portBase = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(portBase >= portBaseRange.min && portBase <= portBaseRange.max)) {
    throw new UsageError(`${source} must be a whole number from ${portBaseRange.min} to ${portBaseRange.max}, not ${JSON.stringify(text.slice(0, 40))}.`);
  }
  return portBase;
}

function parseDatabaseUrl(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  // The value may hold a password, so it is not repeated.
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) throw new UsageError('DATABASE_URL must be postgres://USER:PASSWORD@HOST:PORT/DATABASE.');
  return text;
}

/**
 * @param argv without the program, e.g. `process.argv.slice(2)`.
 * @throws UsageError with one line that names the option.
 * @example
 * ```ts
 * parseCommandLine(['--port-base', '5000'], {}, '/repo/.alcove');
 * // { kind: 'run', options: { portBase: 5000, dataDir: '/repo/.alcove', databaseUrl: null, allowPrivateWebhooks: false, assetsFile: null, readyJson: false, role: 'all', enclaves: 1, runDir: null } }
 * ```
 */
export function parseCommandLine(
  argv: readonly string[],
  environment: {
    readonly ALCOVE_PORT_BASE?: string | undefined;
    readonly DATABASE_URL?: string | undefined;
    readonly ALCOVE_PRIVATE_WEBHOOKS?: string | undefined;
    readonly ALCOVE_ASSETS_FILE?: string | undefined;
  },
  defaultDataDir: string,
): CommandLine {
  let values: {
    role?: string;
    enclaves?: string;
    'port-base'?: string;
    'data-dir'?: string;
    'run-dir'?: string;
    ephemeral?: boolean;
    'ready-json'?: boolean;
    help?: boolean;
  };
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        'port-base': { type: 'string' },
        'data-dir': { type: 'string' },
        'run-dir': { type: 'string' },
        ephemeral: { type: 'boolean' },
        'ready-json': { type: 'boolean' },
        role: { type: 'string' },
        enclaves: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(/[.\n]/)[0] ?? '') : '';
    throw new UsageError(`${reason.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 120)}. Try "npm start -- --help".`, { cause: error });
  }
  const { role = 'all', enclaves = '1' } = values;
  if (role === 'api' || role === 'enclave') return { kind: role, help: values.help === true };
  if (role !== 'all' && role !== 'parts') throw new UsageError('--role must be all, parts, api or enclave.');
  if (!/^[1-8]$/.test(enclaves)) throw new UsageError('--enclaves must be a whole number from 1 to 8.');
  if (values.help === true) return { kind: 'help' };
  if (values['run-dir'] === '') throw new UsageError('--run-dir must not be empty.');
  if (values['data-dir'] === '') throw new UsageError('--data-dir must not be empty.');
  if (values.ephemeral === true && values['data-dir'] !== undefined) throw new UsageError('--ephemeral and --data-dir exclude each other.');
  const { ALCOVE_PORT_BASE: fromEnvironment } = environment;
  let portBase = defaultPortBase;
  if (values['port-base'] !== undefined) portBase = parsePortBase(values['port-base'], '--port-base');
  else if (fromEnvironment !== undefined && fromEnvironment !== '') portBase = parsePortBase(fromEnvironment, 'ALCOVE_PORT_BASE');
  return {
    kind: 'run',
    options: {
      portBase,
      dataDir: values.ephemeral === true ? null : (values['data-dir'] ?? defaultDataDir),
      databaseUrl: parseDatabaseUrl(environment.DATABASE_URL),
      allowPrivateWebhooks: environment.ALCOVE_PRIVATE_WEBHOOKS === '1',
      assetsFile: environment.ALCOVE_ASSETS_FILE || null,
      readyJson: values['ready-json'] === true,
      role,
      enclaves: Number(enclaves),
      runDir: values['run-dir'] ?? null,
    },
  };
}
