import { applyEdits, walk } from './source-edits.mjs';

/*
 * Terser does not look inside tagged templates. This takes the indentation and the comments out of `css` and the
 * indentation out of `html` and `svg`, which means nothing to a browser: a run of white space is one space.
 */

const shrinkCss = (text) =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/([{;][\w-]+): /g, '$1:')
    .replace(/;}/g, '}');

const shrinkMarkup = (text) => text.replace(/\s*\n\s*/g, ' ');

const shrinkers = new Map([
  ['css', shrinkCss],
  ['html', shrinkMarkup],
  ['svg', shrinkMarkup],
]);

/** The literal parts of tagged templates, also of those inside others; what stands in `${…}` is left as it is. */
export function withShrunkTemplates(code, ast) {
  const edits = [];
  walk(ast, (node) => {
    if (node.type !== 'TaggedTemplateExpression') return;
    const shrink = shrinkers.get(node.tag.name);
    if (shrink === undefined) return;
    for (const { start, end } of node.quasi.quasis) edits.push({ start, end, text: shrink(code.slice(start, end)) });
  });
  return applyEdits(code, edits);
}

/** Rollup plugin, to run after the compiler. */
export function shrinkTemplates({ include }) {
  return {
    name: 'shrink-templates',
    transform(code, id) {
      if (!id.startsWith(include) || !id.endsWith('.ts') || !/\b(css|html|svg)`/.test(code)) return null;
      return { code: withShrunkTemplates(code, this.parse(code)), map: null };
    },
  };
}
