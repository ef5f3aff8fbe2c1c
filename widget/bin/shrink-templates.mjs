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

/** A template's literal parts, without what stands in `${…}`. Templates with another template inside are left alone. */
const template = /\b(css|html|svg)`((?:[^`\\$]|\$(?!\{)|\\.|\$\{[^`{}]*\})*)`/g;

/** Rollup plugin, to run before anything that rewrites the source. */
export function shrinkTemplates({ include }) {
  return {
    name: 'shrink-templates',
    transform(code, id) {
      if (!id.startsWith(include) || !id.endsWith('.ts')) return null;
      const shrunk = code.replace(template, (_whole, tag, text) => {
        const shrink = tag === 'css' ? shrinkCss : shrinkMarkup;
        const parts = text.split(/(\$\{[^`{}]*\})/);
        return `${tag}\`${parts.map((part, index) => (index % 2 === 1 ? part : shrink(part))).join('')}\``;
      });
      return shrunk === code ? null : { code: shrunk, map: null };
    },
  };
}
