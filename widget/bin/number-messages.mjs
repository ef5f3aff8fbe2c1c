import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { parseAst } from 'rollup/parseAst';
import { applyEdits, walk } from './source-edits.mjs';

/*
 * Translators see names (`'pin.wrong'`); what is delivered has numbers, and the words of a language are a plain list. The order is the
 * one of the first language; a message that a language lacks, or that no language has, stops the build.
 */

const keyOf = (property) => property.key.value ?? property.key.name;

/** The object literal of `templates`. */
function templatesOf(ast, file) {
  let found;
  walk(ast, (node) => {
    if (node.type === 'VariableDeclarator' && node.id.name === 'templates' && node.init.type === 'ObjectExpression') found = node.init;
  });
  if (found === undefined) throw new Error(`${file}: no \`templates\``);
  return found;
}

/** Names in their order: `{ ...views }` stands for the names of the views. */
function namesOf(file, viewNames) {
  const { code } = transformSync(readFileSync(file, 'utf8'), { loader: 'ts' });
  const { properties } = templatesOf(parseAst(code), file);
  const own = properties.filter(({ type }) => type === 'Property').map(keyOf);
  const duplicate = own.find((name, index) => own.indexOf(name) !== index || viewNames.includes(name));
  if (duplicate !== undefined) throw new Error(`${file}: ${duplicate} is there twice`);
  return [...viewNames, ...own];
}

/** The list instead of the object: `from` is the number of its first message. */
function listed(code, file, ast, names, from) {
  const object = templatesOf(ast, file);
  const texts = new Map(object.properties.filter(({ type }) => type === 'Property').map((property) => [keyOf(property), property.value]));
  const spread = object.properties.find(({ type }) => type === 'SpreadElement');
  const missing = names.slice(from).find((name) => !texts.has(name));
  const unknown = [...texts.keys()].find((name) => names.indexOf(name) < from);
  if (missing !== undefined || unknown !== undefined) throw new Error(`${file}: ${missing ?? unknown} is not in every language`);
  const items = names.slice(from).map((name) => code.slice(texts.get(name).start, texts.get(name).end));
  if (spread !== undefined) items.unshift(code.slice(spread.start, spread.end));
  return applyEdits(code, [{ start: object.start, end: object.end, text: `[${items.join(',')}]` }]);
}

/** `msg('Close', { id: 'action.close' })` → `msg('Close', { id: 3 })`. */
function numbered(code, file, ast, names) {
  const edits = [];
  walk(ast, (node) => {
    if (node.type !== 'CallExpression' || node.callee.name !== 'msg') return;
    const id = node.arguments[1]?.properties?.find((property) => keyOf(property) === 'id')?.value;
    const number = names.indexOf(id?.value);
    if (number === -1) throw new Error(`${file}: msg() needs an id that the languages have, not ${id === undefined ? 'none' : code.slice(id.start, id.end)}`);
    edits.push({ start: id.start, end: id.end, text: String(number) });
  });
  return edits.length === 0 ? null : applyEdits(code, edits);
}

/**
 * Rollup plugin, to run after the compiler.
 *
 * @param {{ folder: string, languages: string[] }} options the folder holds `<language>.ts` (elements) and `views.<language>.ts`; the
 * first language numbers the messages.
 */
export function numberMessages({ folder, languages }) {
  let viewNames = [];
  let names = [];
  return {
    name: 'number-messages',
    buildStart() {
      viewNames = namesOf(`${folder}/views.${languages[0]}.ts`, []);
      names = namesOf(`${folder}/${languages[0]}.ts`, viewNames);
    },
    // Makes an id of a message without one. There is none: the build would have stopped.
    load: (id) => (/@lit\/localize\/internal\/id-generation\.js$/.test(id) ? 'export const generateMsgId = () => undefined;' : null),
    transform(code, id) {
      if (id.includes('node_modules') || !/\bmsg\(|\btemplates\b/.test(code)) return null;
      const ast = this.parse(code);
      for (const language of languages) {
        if (id === `${folder}/views.${language}.ts`) return { code: listed(code, id, ast, viewNames, 0), map: null };
        if (id === `${folder}/${language}.ts`) return { code: listed(code, id, ast, names, viewNames.length), map: null };
      }
      const result = numbered(code, id, ast, names);
      return result === null ? null : { code: result, map: null };
    },
  };
}
