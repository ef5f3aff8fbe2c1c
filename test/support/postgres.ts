import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

/*
 * A PostgreSQL server of one's own, in a temporary folder, for the tests: it listens on a Unix socket only. Debian:
 * `apt-get install postgresql`; elsewhere `PG_BIN` names the folder of `initdb`.
 */

const run = promisify(execFile);
const versionsFolder = '/usr/lib/postgresql';

function binaries(): string | null {
  if (process.env.PG_BIN !== undefined) return process.env.PG_BIN;
  if (!existsSync(versionsFolder)) return null;
  const newest = readdirSync(versionsFolder).sort((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? null : join(versionsFolder, newest, 'bin');
}

/** Why there is no PostgreSQL here, as `test` wants to know it; false where there is one. */
export function missingPostgres(): string | false {
  const folder = binaries();
  if (folder !== null && existsSync(join(folder, 'initdb'))) return false;
  const reason = 'PostgreSQL is not installed (Debian: apt-get install postgresql)';
  if (process.env.CI === 'true') throw new Error(reason);
  return reason;
}

export type Postgres = {
  /** An empty database each time. */
  newDatabase(): Promise<{ readonly url: string; remove(): Promise<void> }>;
  stop(): Promise<void>;
  /** The same where nothing can be waited for: when the process that started it exits. */
  stopNow(): void;
};

/**
 * @param options.isDurable for figures: it writes to disk as PostgreSQL does by default, and has the memory it has by default.
 * @throws Error with what PostgreSQL said.
 */
export async function startPostgres({ isDurable = false }: { readonly isDurable?: boolean } = {}): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), 'alcove-postgres-'));
  const bin = (name: string) => join(binaries() ?? '', name);
  // PostgreSQL refuses to run as root; Debian's package brings a user for it.
  const isRoot = process.getuid?.() === 0;
  const as = (name: string, args: readonly string[]) =>
    isRoot ? run('runuser', ['-u', 'postgres', '--', bin(name), ...args], { cwd: '/' }) : run(bin(name), [...args]);
  const data = join(folder, 'data');
  await mkdir(data);
  if (isRoot) await run('chown', ['-R', 'postgres', folder]);
  await chmod(folder, 0o711);
  await as('initdb', ['-D', data, '-U', 'alcove', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync']);
  const memory = isDurable ? '' : '-c shared_buffers=16MB -c fsync=off';
  const options = `-k ${folder} -c listen_addresses= -c max_connections=100 ${memory}`;
  await as('pg_ctl', ['-D', data, '-w', '-l', join(data, 'log'), '-o', options, 'start']);
  const urlOf = (name: string) => `postgres://alcove@localhost/${name}?host=${encodeURIComponent(folder)}`;
  // A connection for each: none is open when the server is stopped.
  async function administer(statement: string): Promise<void> {
    const client = new pg.Client(urlOf('postgres'));
    await client.connect();
    await client.query(statement);
    await client.end();
  }
  let count = 0;
  return {
    async newDatabase() {
      const name = `test_${++count}`;
      await administer(`create database ${name} template template0 strategy file_copy`);
      return { url: urlOf(name), remove: () => administer(`drop database ${name} with (force)`) };
    },
    stopNow() {
      const args = ['-D', data, '-w', '-m', 'immediate', 'stop'];
      if (isRoot) spawnSync('runuser', ['-u', 'postgres', '--', bin('pg_ctl'), ...args], { cwd: '/' });
      else spawnSync(bin('pg_ctl'), args);
      rmSync(folder, { recursive: true, force: true });
    },
    async stop() {
      await as('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop']);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
