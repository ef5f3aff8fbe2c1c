import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCommandLine } from './command-line.ts';

const parse = (argv: readonly string[], environment: { ALCOVE_PORT_BASE?: string; DATABASE_URL?: string } = {}) =>
  parseCommandLine(argv, environment, '/repo/.alcove');

describe('command line', () => {
  it('behavior: defaults', () => {
    assert.deepEqual(parse([]), {
      kind: 'run',
      options: {
        portBase: 4000,
        dataDir: '/repo/.alcove',
        databaseUrl: null,
        allowPrivateWebhooks: false,
        assetsFile: null,
        readyJson: false,
        role: 'all',
        enclaves: 1,
        runDir: null,
      },
    });
  });
  it('behavior: the option wins over the environment', () => {
    const portBaseOf = (...given: Parameters<typeof parse>): unknown => {
      const line = parse(...given);
      return line.kind === 'run' && line.options.portBase;
    };
    assert.equal(portBaseOf([], { ALCOVE_PORT_BASE: '7000' }), 7000);
    assert.equal(portBaseOf(['--port-base', '5000'], { ALCOVE_PORT_BASE: '7000' }), 5000);
    assert.equal(portBaseOf(['--port-base=5000']), 5000);
    assert.equal(portBaseOf([], { ALCOVE_PORT_BASE: '' }), 4000);
  });
  it('behavior: --ephemeral keeps nothing, --help wins', () => {
    assert.deepEqual(parse(['--ephemeral', '--ready-json']), {
      kind: 'run',
      options: {
        portBase: 4000,
        dataDir: null,
        databaseUrl: null,
        allowPrivateWebhooks: false,
        assetsFile: null,
        readyJson: true,
        role: 'all',
        enclaves: 1,
        runDir: null,
      },
    });
    assert.deepEqual(parse(['--help', '--ephemeral']), { kind: 'help' });
  });
  it('behavior: --run-dir names the folder of the sockets', () => {
    const line = parse(['--role', 'parts', '--enclaves', '2', '--run-dir', '/run/alcove']);
    assert.deepEqual(line.kind === 'run' && [line.options.role, line.options.enclaves, line.options.runDir], ['parts', 2, '/run/alcove']);
  });
  for (const [argv, pattern] of [
    [['--nope'], /--nope.*--help/],
    [['stray'], /stray.*--help/],
    [['--port-base'], /port-base/],
    [['--port-base', '4e3'], /--port-base must be/],
    [['--port-base', '80'], /from 1024 to 65135/],
    [['--port-base', '65136'], /--port-base must be/],
    [['--port-base', '-1'], /port-base/],
    [['--data-dir', ''], /--data-dir/],
    [['--run-dir', ''], /--run-dir/],
    [['--ephemeral', '--data-dir', 'x'], /exclude/],
  ] as const) {
    it(`error: ${argv.join(' ')} is one line`, () => {
      assert.throws(
        () => parse(argv),
        (error: Error) => error.name === 'UsageError' && pattern.test(error.message) && !error.message.includes('\n'),
      );
    });
  }
  it('error: the environment variable is named', () => {
    assert.throws(() => parse([], { ALCOVE_PORT_BASE: 'x' }), /ALCOVE_PORT_BASE must be/);
  });
  it('param: DATABASE_URL is PostgreSQL or nothing, and is not repeated in the error', () => {
    const line = parse([], { DATABASE_URL: 'postgres://alcove:secret@db.internal:5432/alcove' });
    assert.equal(line.kind === 'run' && line.options.databaseUrl, 'postgres://alcove:secret@db.internal:5432/alcove');
    assert.equal((parse([], { DATABASE_URL: '' }) as { options: { databaseUrl: unknown } }).options.databaseUrl, null);
    for (const url of ['mysql://alcove:secret@db/alcove', 'postgres:/secret', 'secret']) {
      assert.throws(
        () => parse([], { DATABASE_URL: url }),
        (error: Error) => /^DATABASE_URL must be/.test(error.message) && !error.message.includes('secret'),
      );
    }
  });
});
