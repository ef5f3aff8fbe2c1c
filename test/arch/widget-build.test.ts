import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseAst } from 'rollup/parseAst';
import { withDefinedElements } from '../../widget/bin/define-elements.mjs';
import { assertNotSet, withFixedSettings } from '../../widget/bin/fix-settings.mjs';
import { numberMessages } from '../../widget/bin/number-messages.mjs';
import { listOf, withoutWords, withSaidMessages } from '../../widget/bin/part-english.mjs';
import { unusedMethods, withoutMethods } from '../../widget/bin/prune-libraries.mjs';
import { withDeclaredFields } from '../../widget/bin/share-helpers.mjs';
import { shrinkStyles } from '../../widget/bin/shrink-styles.mjs';
import { withShrunkTemplates } from '../../widget/bin/shrink-templates.mjs';
import { withoutLogs } from '../../widget/bin/silence-logs.mjs';
import { withoutOldProtocol, withPlatformIds } from '../../widget/bin/trim-penpal.mjs';
import { withoutSentences } from '../../widget/bin/wordless-errors.mjs';

/*
 * The steps that make the delivered widget smaller than its source. Each must leave what runs as it was, and stop the build where it
 * cannot know that.
 */

type Step = ReturnType<typeof numberMessages>;

const squeezed = (code: string): string => code.replace(/\s+/g, '');

/** The value of `result` after a script has run. */
function run(code: string): unknown {
  return new Function(`${code}; return result;`)();
}

function withCatalogs(files: Record<string, string>, use: (step: Step, folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-messages-'));
  try {
    for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, name), source);
    const step = numberMessages({ folder, languages: ['ko', 'ja'] });
    step.buildStart();
    use(step, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const catalogs = {
  'views.ko.ts': "export const templates: Messages = { 'a.one': '하나', 'a.two': '둘' };",
  'ko.ts': "export const templates: Messages = { 'e.three': '셋', ...views };",
};

test('messages: code and every language agree on the number of a message, in whatever order a language has them', () => {
  withCatalogs(catalogs, (step, folder) => {
    const transform = (code: string, name: string) => step.transform.call({ parse: parseAst }, code, `${folder}/${name}`)?.code ?? '';
    const views = transform("export const templates = { 'a.two': 'ふたつ', 'a.one': 'ひとつ' };", 'views.ja.ts').replace(
      'export const templates',
      'const views',
    );
    const all = transform("export const templates = { 'e.three': 'みっつ', ...views };", 'ja.ts').replace('export ', '');
    const code = transform("const ids = [msg('Two', { id: 'a.two' }), msg('Three', { id: 'e.three' }), msg('One', { id: 'a.one' })];", 'view.ts');
    const result = run(`const msg = (_text, { id }) => id; ${views} ${all} ${code} const result = ids.map((id) => templates[id]);`);
    assert.deepEqual(result, ['ふたつ', 'みっつ', 'ひとつ']);
  });
});

test('messages: one without an id, without words, or in one language only stops the build', () => {
  withCatalogs(catalogs, (step, folder) => {
    const transform = (code: string, name: string) => () => step.transform.call({ parse: parseAst }, code, `${folder}/${name}`);
    assert.throws(transform("msg('Two');", 'view.ts'), /needs an id/);
    assert.throws(transform("msg('Two', { id: 'a.four' });", 'view.ts'), /a\.four/);
    assert.throws(transform('msg(text, { id });', 'view.ts'), /needs an id/);
    assert.throws(transform("export const templates = { 'a.one': '' };", 'views.ja.ts'), /a\.two is not in every language/);
    assert.throws(transform("export const templates = { 'a.one': '', 'a.two': '', 'a.six': '' };", 'views.ja.ts'), /a\.six is not in every language/);
  });
});

test('libraries: a method goes when no name and no string leads to it, and with it what only it calls', () => {
  const library = parseAst(`
    class Box { constructor() { this.fill(); } fill() {} open() { this.unlock(); } unlock() {} named() {} seen() {} toString() { return ''; } }
    const table = { key: 'named' };`);
  const unused = unusedMethods({ library: [library], users: [parseAst('new Box().seen()')] });
  assert.deepEqual([...unused].sort(), ['open', 'unlock']);
  const code = 'class Box { open() { return 1; } seen() { return 2; } } const result = [typeof new Box().open, new Box().seen()];';
  assert.deepEqual(run(withoutMethods(code, parseAst(code), unused)), ['undefined', 2]);
});

test('fields: decorators of a class become one declaration with the same options', () => {
  const code = `
    __decorateClass([property({ attribute: false })], Pad.prototype, 'words', 2);
    __decorateClass([property()], Pad.prototype, 'heading', 2);
    __decorateClass([state()], Pad.prototype, 'open', 2);
    __decorateClass([query('p')], Pad.prototype, 'line', 2);
    __decorateClass([property()], Pad.prototype, 'withSetter', 1);`;
  const declared = squeezed(withDeclaredFields(code, parseAst(code)));
  assert.ok(declared.startsWith('__declareFields(Pad,{words:{attribute:false},heading:void0,open:{state:true,attribute:false}});'), declared);
  assert.match(declared, /query\('p'\)/);
  assert.match(declared, /'withSetter',1/);
});

test('elements: their decorators run after the class, the nearest first, and nothing else moves', () => {
  const code = "@localized()\n@customElement('alc-pad')\nexport class Pad { #count = 1; static read(pad) { return pad.#count; } }\nexport class Plain {}\n";
  const calls: string[] = [];
  const localized = () => (target: { name: string }) => calls.push(`localized ${target.name}`);
  const customElement = (tag: string) => (target: { name: string }) => calls.push(`${tag} ${target.name}`);
  const body = withDefinedElements(code).replaceAll('export ', '');
  const count = new Function('localized', 'customElement', `${body}; return Pad.read(new Pad());`)(localized, customElement);
  assert.deepEqual([count, calls], [1, ['alc-pad Pad', 'localized Pad']]);
  assert.equal(withDefinedElements('export class Plain {}'), 'export class Plain {}');
});

test('templates: indentation goes from markup and styles, also from those inside others; expressions and words stay', () => {
  const code = `
    const join = ({ raw }, ...values) => raw.map((part, index) => part + (values[index] ?? '')).join('');
    const [html, css, note] = [join, join, join];
    const style = css\`
      /* why */
      .a { color: red; }
    \`;
    const result = [style, html\`<p>
      one  two \${html\`<b>
        \${'x\\n  y'}</b>\`}</p>\`, note\`a
      b\`];`;
  assert.deepEqual(run(withShrunkTemplates(code, parseAst(code))), [' .a{color:red}', '<p> one  two <b> x\n  y</b></p>', 'a\n      b']);
});

test('english: what is delivered without its words finds them by their numbers, what is delivered with them needs no list', () => {
  const code = "const result = [msg('Close', { id: 2 }), msg('Say \\'no\\'', { id: 4 }), msg(str`left`, { id: 5 }), msg(other, { id: 6 })];";
  const said = withSaidMessages(code, parseAst(code));
  assert.deepEqual(
    [...said.words],
    [
      [2, 'Close'],
      [4, "Say 'no'"],
    ],
  );
  const parted = withoutWords(said.code, parseAst(said.code));
  assert.equal(/Close|Say '/.test(parted.replaceAll('__alcoveSay', '')), false);
  const setting = (words: string) =>
    `const words = ${words}; const str = () => 'values'; const other = 'o'; const msg = (text) => text; const __alcoveSay = (id, text = words[id]) => text; `;
  const expected = ['Close', "Say 'no'", 'values', 'o'];
  assert.deepEqual(run(setting(listOf(said.words)) + parted), expected);
  assert.deepEqual(run(setting('[]') + said.code), expected);
  assert.equal(listOf(new Map()), '[]');
});

test('settings: a fixed one is a value, and what it rules out is gone; another value stops the build', () => {
  const code = 'class Client { send() { if (this.settings.dpop) return prove(); return this._settings.kind; } } const result = new Client().send();';
  const fixed = withFixedSettings(code, parseAst(code), { dpop: undefined, kind: 'public' });
  assert.equal(fixed.includes('prove'), false);
  assert.equal(run(fixed), 'public');
  const settings = { loadUserInfo: false, dpop: undefined };
  assert.doesNotThrow(() => assertNotSet(parseAst('make({ loadUserInfo: false })'), settings));
  for (const other of ['make({ loadUserInfo: true })', 'make({ dpop })', 'make({ dpop: store })']) assert.throws(() => assertNotSet(parseAst(other), settings));
  const writes = 'this.settings.dpop = 1;';
  assert.throws(() => withFixedSettings(writes, parseAst(writes), settings), /not fixed/);
});

test('logs: what is logged goes, what is thrown by way of the logger is thrown; any other use stops the build', () => {
  const code = `
    class Logger {}
    class Service {
      constructor() { this._logger = new Logger('Service'); }
      read(fails) { const logger2 = this._logger.create('read'); logger2.debug('reads'); if (fails) logger2.throw(new Error('no')); return 7; }
    }
    let failure = null;
    try { new Service().read(true); } catch (error) { failure = error.message; }
    const result = [new Service().read(false), failure];`;
  const silent = withoutLogs(code, parseAst(code));
  assert.equal(/debug|_logger/.test(silent), false);
  assert.deepEqual(run(silent), [7, 'no']);
  const passesOn = 'send(this._logger);';
  assert.throws(() => withoutLogs(passesOn, parseAst(passesOn)), /cannot be taken out/);
});

test('tokens: the colours of the palette stand in the place of their names', () => {
  const css = ':root { --alcove-grey-0: #ffffff; --alcove-surface: light-dark(var(--alcove-grey-0), #17191e); /* words */ }';
  assert.equal(shrinkStyles(css).trim(), ':root{--alcove-surface:light-dark(#fff,#17191e)}');
  assert.throws(() => shrinkStyles(':root { --alcove-surface: var(--alcove-grey-7); }'), /not defined/);
  assert.throws(() => shrinkStyles(':root { --alcove-grey-0: #fff; --alcove-grey-0: #000; }'), /twice/);
});

test('errors of penpal keep their codes and lose their sentences', () => {
  const code =
    "class PenpalError_default { constructor(code, text) { this.got = [code, text]; } } const name = 'x'; const result = [new PenpalError_default('A', 'no ' + name), new PenpalError_default(name, 'kept')].map((error) => error.got);";
  assert.deepEqual(run(withoutSentences(code, parseAst(code))), [
    ['A', undefined],
    ['x', 'kept'],
  ]);
  assert.throws(() => withoutSentences('const a = 1;', parseAst('const a = 1;')), /no error of penpal/);
});

test('ids: penpal’s come from the platform and from nowhere else, or the build stops', () => {
  const code = 'var generate = crypto.randomUUID?.bind(crypto) ?? (() => Math.random()); const result = typeof generate();';
  const cut = withPlatformIds(code, parseAst(code));
  assert.doesNotMatch(cut, /Math\.random/);
  assert.equal(run(cut), 'string');
  assert.throws(() => withPlatformIds('var generate = 1;', parseAst('var generate = 1;')), /another way/);
});

test('penpal’s old protocol: a messenger does what it did for messages of today, and knows no others', () => {
  const code = `
    const isDeprecatedMessage = (data) => 'penpal' in data;
    const isAck = (data) => data.type === 'ACK2';
    class Messenger {
      #isChildUsingDeprecatedProtocol = false;
      hear(data) {
        if (isDeprecatedMessage(data)) { this.#isChildUsingDeprecatedProtocol = true; return 'old'; }
        const payload = this.#isChildUsingDeprecatedProtocol ? 'downgraded' : 'plain';
        return [payload, isAck(data) && !this.#isChildUsingDeprecatedProtocol, isAck(data) || this.#isChildUsingDeprecatedProtocol];
      }
    }
    const result = [new Messenger().hear({ type: 'ACK2' }), new Messenger().hear({ penpal: 'syn' })];`;
  assert.deepEqual(run(withoutOldProtocol(code, parseAst(code))), [
    ['plain', true, true],
    ['plain', false, false],
  ]);
  assert.throws(() => withoutOldProtocol('var a = 1;', parseAst('var a = 1;')), /another way/);
});
