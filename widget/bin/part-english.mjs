import { applyEdits, walk } from './source-edits.mjs';

/*
 * A person reads one language. In the code a message stands with its English words; what is delivered after the first view has only its
 * number, and the English words are a list that comes when English is read, like those of the other languages.
 *
 * Runs after `number-messages`. Messages with values keep their words: they are functions more than texts.
 */

const ID = '\0alcove:say';
const SAY = '__alcoveSay';

/** `msg("Close", { id: 9 })` → `__alcoveSay(9, "Close")`, and the words by their numbers. */
export function withSaidMessages(code, ast) {
  const edits = [];
  const words = new Map();
  walk(ast, (node) => {
    if (node.type !== 'CallExpression' || node.callee.name !== 'msg') return;
    const [text, options] = node.arguments;
    const id = options?.properties?.find(({ key }) => key.name === 'id')?.value.value;
    if (text?.type !== 'Literal' || typeof text.value !== 'string' || typeof id !== 'number') return;
    words.set(id, text.value);
    edits.push({ start: node.start, end: node.end, text: `${SAY}(${id}, ${code.slice(text.start, text.end)})` });
  });
  return { code: applyEdits(code, edits), words };
}

/** `__alcoveSay(9, "Close")` → `__alcoveSay(9)`: the words are in the list. Rollup may have added to the name. */
export function withoutWords(code, ast) {
  const edits = [];
  walk(ast, (node) => {
    if (node.type !== 'CallExpression' || !node.callee.name?.startsWith(SAY) || node.arguments.length !== 2) return;
    const [id, text] = node.arguments;
    edits.push({ start: id.end, end: text.end, text: '' });
  });
  return applyEdits(code, edits);
}

/** A list with a hole for each number it has no words for. */
export function listOf(words) {
  const last = Math.max(-1, ...words.keys());
  return `[${Array.from({ length: last + 1 }, (_, id) => (words.has(id) ? JSON.stringify(words.get(id)) : '')).join(',')}]`;
}

/**
 * Rollup plugin.
 *
 * @param {{ folder: string, chunk: string }} options `folder`: of the words, with `english.ts` and `en.ts`; `chunk`: name of the one
 *   that is delivered without words. It is loaded after `loadEnglish()` only.
 */
export function partEnglish({ folder, chunk: name }) {
  const wordsOf = new Map();
  return {
    name: 'part-english',
    resolveId: (id) => (id === ID ? { id: ID, moduleSideEffects: false } : null),
    load: (id) =>
      id === ID
        ? `import { msg as localize } from '@lit/localize';\nimport { englishWords } from '${folder}/english.ts';\nexport const ${SAY} = (id, text = englishWords[id]) => localize(text, { id });`
        : null,
    transform(code, id) {
      if (id === ID || id.includes('node_modules') || !/\bmsg\(/.test(code)) return null;
      const said = withSaidMessages(code, this.parse(code));
      wordsOf.set(id, said.words);
      return { code: `import { ${SAY} } from '${ID}';\n${said.code}`, map: null };
    },
    renderChunk(code, chunk, _options, { chunks }) {
      if (chunk.name === name) return { code: withoutWords(code, this.parse(code)), map: null };
      if (chunk.facadeModuleId !== `${folder}/en.ts`) return null;
      const parted = Object.values(chunks).find((other) => other.name === name);
      const words = new Map(Object.keys(parted?.modules ?? {}).flatMap((id) => [...(wordsOf.get(id) ?? [])]));
      if (!code.includes('words = []')) this.error('part-english: en.ts has no empty list of words');
      return { code: code.replace('words = []', () => `words = ${listOf(words)}`), map: null };
    },
  };
}
