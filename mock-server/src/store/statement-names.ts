/** Others are sent as they are: a list of any length within a statement makes texts without end, and each costs the database memory per connection. */
const PREPARED_LIMIT = 512;

export type StatementNames = {
  /** By which a statement is prepared on each connection that runs it; undefined for one that is not to be. */
  of(text: string): string | undefined;
  /** From now on every statement is prepared anew: a migration gave its tables another shape, and what was prepared as `stale` fails. */
  renew(stale: string | undefined): void;
};

/**
 * Names for prepared statements (https://www.postgresql.org/docs/current/sql-prepare.html): the database reads and plans a statement once for each
 * connection, not each time.
 */
export function createStatementNames(): StatementNames {
  let names = new Map<string, string>();
  let generation = 0;
  const prefix = () => `alcove_${generation}_`;
  return {
    of(text) {
      const known = names.get(text);
      if (known !== undefined || names.size >= PREPARED_LIMIT) return known;
      const name = `${prefix()}${names.size}`;
      names.set(text, name);
      return name;
    },
    renew(stale) {
      // Each connection finds it out for itself, and the names made since then are good.
      if (stale === undefined || !stale.startsWith(prefix())) return;
      names = new Map();
      generation++;
    },
  };
}
