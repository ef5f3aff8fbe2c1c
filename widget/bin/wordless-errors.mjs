import { applyEdits, walk } from './source-edits.mjs';

/*
 * Penpal's errors are told apart by their code; both ends of the bridge answer with errors of their own, so that nobody ever reads
 * the sentences.
 */

/** The code with the second argument of `new PenpalError_default(code, sentence)` gone. */
export function withoutSentences(code, ast) {
  const edits = [];
  walk(ast, ({ type, callee, arguments: values }) => {
    if (type !== 'NewExpression' || callee.name !== 'PenpalError_default' || values.length !== 2 || values[0].type !== 'Literal') return true;
    edits.push({ start: values[0].end, end: values[1].end, text: '' });
    return true;
  });
  if (edits.length === 0) throw new Error('no error of penpal has a sentence');
  return applyEdits(code, edits);
}

/** Rollup plugin. */
export function wordlessErrors() {
  return {
    name: 'wordless-errors',
    transform(code, id) {
      return /\/penpal\/dist\//.test(id) ? { code: withoutSentences(code, this.parse(code)), map: null } : null;
    },
  };
}
