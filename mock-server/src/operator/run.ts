import { parseArgs } from 'node:util';
import { appsCommand, appsHelp } from './apps-command.ts';
import { chainsCommand, chainsHelp } from './chains-command.ts';
import { type CommandDeps, CommandError, type CommandOutput } from './command.ts';
import { manifestCommand, manifestHelp } from './manifest-command.ts';
import { storeCommand, storeHelp } from './store-command.ts';

export const operatorHelp = `${appsHelp}
${chainsHelp}
${storeHelp}
${manifestHelp}
  --data-dir PATH  the deployment (default .alcove/ in the checkout)
  --json           print one line of JSON
  --actor NAME     who does it, for the audit log (default: the user of this machine)

DATABASE_URL names the database where it is not in the data directory. The servers may be running: they take a change up
within a second. Every change stands in the audit log (npm run audit:verify).
`;

export type OperatorCommandLine = {
  readonly positionals: readonly string[];
  readonly dataDir: string | null;
  readonly json: boolean;
  readonly actor: string | null;
  readonly help: boolean;
  readonly flags: { readonly all?: boolean | undefined; readonly 'at-once'?: boolean | undefined };
};

/** @throws CommandError */
export function parseOperatorCommandLine(argv: readonly string[]): OperatorCommandLine {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        'data-dir': { type: 'string' },
        json: { type: 'boolean' },
        actor: { type: 'string' },
        all: { type: 'boolean' },
        'at-once': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const { actor = null } = values;
    if (actor !== null && !/^[\x21-\x7e]{1,64}$/.test(actor)) throw new CommandError('--actor must be 1 to 64 printable characters without blanks.');
    return {
      positionals,
      dataDir: values['data-dir'] ?? null,
      json: values.json === true,
      actor,
      help: values.help === true,
      flags: { all: values.all, 'at-once': values['at-once'] },
    };
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(operatorHelp);
  }
}

/** @throws CommandError, ConfigError, StackError */
export async function runOperatorCommand({ positionals, flags }: OperatorCommandLine, deps: CommandDeps): Promise<CommandOutput> {
  const [area, ...args] = positionals;
  if (area === 'apps') return appsCommand(args, flags, deps);
  if (area === 'migrate' || area === 'export' || area === 'import') return storeCommand(area, args, deps);
  if (area === 'chains') return chainsCommand(args, deps);
  if (area === 'manifest') return manifestCommand(args, deps);
  throw new CommandError(operatorHelp);
}
