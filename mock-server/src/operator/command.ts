import type { Kysely } from 'kysely';
import type { Clock, RandomBytes } from '../deps.ts';
import { StackError } from '../stack/stack-error.ts';
import type { Database } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

/** What a command of an operator works with. Time, randomness and the environment come from main.ts. */
export type CommandDeps = {
  /** The same place as bare tables, brought up to date or not. `isNew`: make it where it is not. */
  readonly openDatabase: (isNew: boolean) => Promise<Kysely<Database>>;
  /** Opened when a command needs it, so that `--help` needs none. */
  readonly openStore: () => Promise<Store>;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Who does it, for the audit log. */
  readonly actor: string;
  /** Contents of a file, or of standard input for `-`. */
  readonly readText: (path: string) => Promise<string>;
};

/** What a command prints: for people, or with --json for programs. */
export type CommandOutput = { readonly text: string; readonly json: unknown };

/** A wrong command line: exit status 2. */
export class CommandError extends StackError {
  constructor(message: string) {
    super(message);
    this.name = 'CommandError';
  }
}

/** @throws CommandError for what is no JSON; its text is not repeated, since it may hold keys. */
export function parseJsonArgument(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError(`${name} must be JSON.`);
  }
}
