import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { apiHelp, readApiSettings } from '../../mock-server/src/stack/api-settings.ts';
import { parseCommandLine } from '../../mock-server/src/stack/command-line.ts';
import { repositoryRoot, startCommand } from '../support/stack.ts';
import { deployFiles, podContainers, read, services } from './deployment.ts';

/* What deploy/ names is there: one that is renamed in the code fails here, and not when somebody starts it. */

const sources = ['mock-server/src', 'mock-server/bin']
  .flatMap((folder) => readdirSync(join(repositoryRoot, folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name) && !entry.name.includes('.test.'))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  .concat(readFileSync(join(repositoryRoot, 'rollup.config.mjs'), 'utf8'))
  .join('\n');
const { scripts } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** From a Dockerfile: the lists behind ENTRYPOINT, CMD and HEALTHCHECK. */
const commands = [...read('Dockerfile').matchAll(/\b(?:CMD|ENTRYPOINT) (\[.*\])$/gm)].map(([, json]) => JSON.parse(json ?? '[]') as string[]);

describe('names in deploy/', () => {
  for (const name of deployFiles) {
    it(`${name}: environment variables, npm scripts, and links exist`, () => {
      const text = read(name);
      // A line that ends in an underscore is half of a name.
      const variables = new Set([...text.matchAll(/\b(?:ALCOVE_[A-Z_]+|DATABASE_URL)\b/g)].map(([found]) => found));
      assert.deepEqual(
        [...variables].filter((variable) => !new RegExp(`\\b${variable}\\b`).test(sources)),
        [],
        'no such variable in the code',
      );
      const asked = [...text.matchAll(/\bnpm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, script]) => script ?? '');
      assert.deepEqual(
        asked.filter((script) => !(script in scripts)),
        [],
        'no such npm script',
      );
      if (!name.endsWith('.md')) return;
      const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, link]) => link ?? '');
      assert.deepEqual(
        links.filter((link) => !existsSync(join(repositoryRoot, 'deploy', dirname(name), link))),
        [],
        'no such file',
      );
    });

    it(`${name}: options of Alcove’s own programs exist`, () => {
      // In prose and in commands alike: the rest of the line, and those that a backslash joins to it.
      const lines = read(name).replaceAll(/\\\n/g, ' ').split('\n');
      const own = lines.filter((line) => /\b(?:server|witness|alcove)\.mjs\b|\bnpx alcove\b|\bnpm start -- /.test(line) && !line.includes('docker '));
      const options = own.flatMap((line) => [...line.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)].map(([, option]) => option ?? ''));
      assert.deepEqual(
        options.filter((option) => !new RegExp(`^ *'?${option}'?: \\{ type: '`, 'm').test(sources)),
        [],
      );
    });
  }

  it('the image has every folder that a server serves from', () => {
    const checkout = readFileSync(join(repositoryRoot, 'mock-server/src/stack/checkout.ts'), 'utf8');
    const folders = [...checkout.matchAll(/join\(root, '(\S+?\/dist)[/']/g)].map(([, folder]) => folder ?? '');
    assert.ok(folders.length >= 5);
    for (const folder of folders) assert.ok(read('Dockerfile').includes(`COPY --from=build /srv/alcove/${folder} ${folder}\n`), folder);
  });

  it('every program that a container starts is built or checked in', () => {
    const started = [...services, ...podContainers]
      .map(({ args }) => args)
      .concat(commands)
      .flat();
    const programs = started.filter((argument) => /^(mock-server|deploy)\//.test(argument));
    assert.ok(programs.length >= 6);
    for (const program of programs) {
      const built = /^mock-server\/dist\/(server|witness)\.mjs$/.exec(program);
      assert.ok(built !== null || existsSync(join(repositoryRoot, program)), program);
    }
  });
});

describe('the images', () => {
  it('keep memory as `npm start` does', () => {
    const text = read('Dockerfile');
    const entrypoints = [...text.matchAll(/^ENTRYPOINT (\[.*\])$/gm)].map(([, json]) => (JSON.parse(json ?? '[]') as string[]).slice(1));
    assert.deepEqual(entrypoints, [startCommand.args.slice(0, -1), startCommand.args.slice(0, -1)]);
    const environments = [...text.matchAll(/^ENV (\S+)$/gm)].map(([, assignment]) => assignment);
    const wanted = Object.entries(startCommand.environment).map(([name, value]) => `${name}=${value}`);
    assert.deepEqual(environments, [...wanted, ...wanted]);
  });
});

describe('what containers are started with is accepted by the server', () => {
  const starts = [...services, ...podContainers].filter(
    ({ args, image }) => args[0] === 'mock-server/dist/server.mjs' || (args.length === 0 && /(^|\/)alcove:/.test(image)),
  );
  const roleOf = (args: readonly string[]) => parseCommandLine(args.slice(1), {}, '/var/lib/alcove');

  it('there are servers, and parts', () => assert.deepEqual(starts.map(({ name }) => name).sort(), ['parts', 'server-1', 'server-2', 'wallet']));

  for (const { name, args, environment } of starts) {
    it(name, () => {
      const command = args.length === 0 ? commands.find((candidate) => candidate.includes('api')) : args;
      const line = roleOf(command ?? []);
      const isKnown = (variable: string) =>
        line.kind === 'api' ? apiHelp.includes(` ${variable} `) || apiHelp.includes(` ${variable},`) : variable === 'DATABASE_URL';
      assert.deepEqual(
        Object.keys(environment).filter((variable) => !isKnown(variable)),
        [],
      );
      if (line.kind !== 'api') return;
      const settings = readApiSettings({ ...environment, DATABASE_URL: environment.DATABASE_URL?.replaceAll(/\$\{[^}]*\}/g, 'x') });
      assert.equal(settings.enclaves.length, 2);
      // The sum of what a stop may take is less than what its container is given.
      assert.ok(settings.drainMs + 15_000 < 40_000);
    });
  }

  for (const command of commands.filter((candidate) => candidate[0] === 'mock-server/dist/server.mjs')) {
    it(`Dockerfile: ${command.join(' ')}`, () => assert.notEqual(roleOf(command).kind, 'help'));
  }

  it('the sockets that the parts make are those that the servers are told', () => {
    const parts = services.find(({ name }) => name === 'parts');
    const line = roleOf(parts?.args ?? []);
    assert.ok(line.kind === 'run' && line.options.role === 'parts');
    const names = Array.from({ length: line.options.enclaves }, (_, index) => `unix:${line.options.runDir}/enclave${index === 0 ? '' : `-${index + 1}`}.sock`);
    for (const { environment } of services.filter(({ name }) => name.startsWith('server-'))) {
      assert.equal(environment.ALCOVE_ENCLAVES, names.join(','));
      assert.equal(environment.ALCOVE_PINS_FILE, `${line.options.runDir}/pins.js`);
    }
  });
});
