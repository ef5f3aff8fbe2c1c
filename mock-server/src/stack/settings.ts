import { readFile } from 'node:fs/promises';
import { StackError } from './stack-error.ts';

export type Environment = { readonly [name: string]: string | undefined };

/** What `check` needs of a database's address. */
export const postgresUrl = [
  (text: string) => (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text) ? text : null),
  'postgres://USER:PASSWORD@HOST:PORT/DATABASE',
] as const;

/** Reads settings one by one and remembers what is wrong, so that all of it can be said at once. */
export function settingsOf(environment: Environment) {
  const faults: string[] = [];
  const set = (name: string): string | null => environment[name]?.trim() || null;
  return {
    /** What it is set to; null where it is not, or to nothing. */
    set,
    /** @param read null for a value that is wrong. @param what it has to be, for the person who set it. */
    check<T>(name: string, missing: T, read: (text: string) => T | null, what: string, required = false): T {
      const text = set(name);
      if (text === null) {
        if (required) faults.push(`${name} is missing: ${what}.`);
        return missing;
      }
      const value = read(text);
      if (value === null) faults.push(`${name} must be ${what}.`);
      return value ?? missing;
    },
    /** @throws StackError with one line for each setting that is missing or wrong; values are not repeated, since some hold passwords. */
    refuseFaults(help: string): void {
      if (faults.length > 0) throw new StackError(`${faults.join('\n')}\nTry: ${help}`);
    },
  };
}

/** The text of a file that a setting names. @throws StackError that names both */
export async function readSettingsFile(name: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new StackError(`${name}: ${path} cannot be read.`, { cause });
  }
}
