import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { errorTable } from '../../host-sdk/src/contract/errors.ts';
import { root, sources } from '../arch/sources.ts';
import { checkExamples, readExamples } from './source-examples.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('examples', () => {
  const examples = readExamples();

  it('are there to be checked', () => {
    assert.ok(examples.length >= 20, `${examples.length} blocks were found`);
  });

  it('are correct: each compiles against the sources it speaks of', () => {
    assert.deepEqual(checkExamples(examples), []);
  });

  it('the check itself finds a mistake', () => {
    const [error] = checkExamples([{ place: 'here:1', language: 'ts', code: 'wallet.nothing();', source: undefined }]);
    assert.match(error ?? '', /^here:1: Property 'nothing' does not exist/);
  });
});

describe('the error table of the README', () => {
  const rows = [...read('host-sdk/README.md').matchAll(/^\| (-?\d+) \| (\w+) \| ([^|]+) \| ([^|]+) \|$/gm)].map(([, code, name, standard, what]) => ({
    code: Number(code),
    name,
    standard: standard?.trim(),
    what: what?.trim() ?? '',
  }));

  it('has one row for each code of the source, with its name and standard, and no other', () => {
    assert.deepEqual(
      rows.map(({ code, name, standard }) => [code, name, standard]).sort(),
      Object.entries(errorTable)
        .map(([code, { name, standard }]) => [Number(code), name, standard])
        .sort(),
    );
  });

  it('says what to do about each', () => {
    for (const { code, what } of rows) assert.ok(what.length > 15, `${code}: ${what}`);
  });
});

/** Every name that an entry exports, with the comment above its declaration. */
function exportsOf(entry: string): readonly { readonly name: string; readonly comment: string }[] {
  const program = ts.createProgram([join(root, entry)], {
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    types: [],
  });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(join(root, entry));
  const module = file && checker.getSymbolAtLocation(file);
  assert.ok(module, entry);
  return checker.getExportsOfModule(module).map((symbol) => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return { name: symbol.name, comment: ts.displayPartsToString(target.getDocumentationComment(checker)) };
  });
}

/** What each entry exports. A change here is a change of the public interface, and belongs into the notes of its release. */
const published: Readonly<Record<string, readonly string[]>> = {
  index: [
    ...['Currency', 'ErrorCode', 'ErrorData', 'Finding', 'Hex', 'Json', 'Language', 'Listener', 'Preferences', 'Provider', 'ProviderEvents', 'ProviderInfo'],
    ...['RequestArguments', 'RequestOptions', 'Wallet', 'WalletError', 'WalletMode', 'WalletOptions', 'WalletPhase', 'WalletStatus', 'WalletView'],
    ...['ThemeCorrection', 'ThemeReport', 'announceProvider', 'createWallet'],
  ],
  core: ['Finding', 'Frame', 'FrameOptions', 'Wallet', 'WalletOptions', 'createWalletWith'],
  element: ['AlcoveStatusEvent', 'AlcoveThemeEvent', 'AlcoveWalletElement', 'ElementTheme'],
  embedded: ['Account', 'Balance', 'EmbeddedWallet', 'Payment', 'Preferences', 'WalletMode', 'WalletStatus', 'WalletView', 'embed'],
  react: ['AlcoveButton', 'AlcoveButtonProps', 'AlcoveProvider', 'AlcoveProviderProps', 'useAccounts', 'useStatus', 'useWallet'],
  wagmi: ['AlcoveConnectorOptions', 'AlcoveConnectorProperties', 'alcove'],
};

describe('exports', () => {
  for (const [entry, names] of Object.entries(published)) {
    it(`${entry}: exactly what is published, and each says what it is`, () => {
      const found = exportsOf(`host-sdk/src/${entry}.ts`);
      assert.deepEqual(found.map(({ name }) => name).sort(), [...names].sort());
      assert.deepEqual(
        found.filter(({ comment }) => comment.length < 10).map(({ name }) => name),
        [],
      );
    });
  }

  it('every entry of the package is one of these', () => {
    const { exports } = JSON.parse(read('host-sdk/package.json')) as { readonly exports: Readonly<Record<string, string | object>> };
    const entries = Object.entries(exports)
      .filter(([, target]) => typeof target === 'object')
      .map(([name]) => (name === '.' ? 'index' : name.slice(2)));
    assert.deepEqual(entries.sort(), Object.keys(published).sort());
  });
});

describe('the custom-elements manifest', () => {
  type Named = { readonly name: string; readonly description: string };
  const manifest = JSON.parse(read('host-sdk/custom-elements.json')) as {
    readonly modules: readonly [
      {
        readonly declarations: readonly [
          { readonly tagName: string; readonly attributes: readonly Named[]; readonly members: readonly Named[]; readonly events: readonly Named[] },
        ];
      },
    ];
  };
  const [{ tagName, attributes, members, events }] = manifest.modules[0].declarations;
  const parts = /^host-sdk\/src\/(wallet-element|launch|launcher-button|launcher\.styles)\.ts$/;
  const element = sources
    .filter(({ path }) => parts.test(path))
    .toSorted((left, right) => right.path.localeCompare(left.path))
    .map(({ text }) => text)
    .join('\n');

  it('names the element’s attributes, all of them and no others', () => {
    const used = [...element.matchAll(/(?:get|has)Attribute\('([\w-]+)'\)|\[(launcher|corner)\b/g)].map(([, read, styled]) => read ?? styled);
    assert.deepEqual(attributes.map(({ name }) => name).sort(), [...new Set(used)].sort());
    assert.equal(tagName, 'alcove-wallet');
  });

  it('names its public properties and events', () => {
    const properties = [...element.matchAll(/^ {2}(?:get|static|declare) (\w+)[(:]/gm)].map(([, name]) => name ?? '');
    assert.deepEqual(members.map(({ name }) => name).sort(), properties.filter((name) => name !== 'readonly').sort());
    assert.deepEqual(
      events.map(({ name }) => name),
      [...element.matchAll(/new CustomEvent\('([\w-]+)'/g)].map(([, name]) => name),
    );
    for (const { name, description } of [...attributes, ...members, ...events]) assert.ok(description.length > 10, name);
  });
});
