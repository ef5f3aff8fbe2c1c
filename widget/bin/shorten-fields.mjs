import { applyEdits, walk } from './source-edits.mjs';

/*
 * The private fields of a library that lives in one file: names that begin with `_`. A name that also stands where it might be data (a
 * key of an object literal, a string) stays.
 */

const isPrivate = (node) => node?.type === 'Identifier' && /^_[a-zA-Z]/.test(node.name);

const isField = (node, parent) =>
  ((parent?.type === 'MemberExpression' && parent.property === node) ||
    (['MethodDefinition', 'PropertyDefinition'].includes(parent?.type) && parent.key === node)) &&
  !parent.computed;

/** The code with short names for its private fields, the most frequent ones first. */
export function withShortFields(code, ast) {
  const places = new Map();
  const others = new Set();
  walk(ast, (node, parent) => {
    if (node.type === 'Literal' && typeof node.value === 'string') others.add(node.value);
    if (!isPrivate(node)) return;
    if (isField(node, parent)) places.set(node.name, [...(places.get(node.name) ?? []), node]);
    else if (parent.type === 'Property') others.add(node.name);
  });
  const names = [...places.keys()].filter((name) => !others.has(name)).sort((left, right) => places.get(right).length - places.get(left).length);
  const taken = new Set([...others, ...places.keys()]);
  let number = 0;
  const edits = names.flatMap((name) => {
    let short = '';
    do short = `_${(number++).toString(36)}`;
    while (taken.has(short));
    return places.get(name).map(({ start, end }) => ({ start, end, text: short }));
  });
  return applyEdits(code, edits);
}

/** Rollup plugin. */
export function shortenFields({ include }) {
  return {
    name: 'shorten-fields',
    transform(code, id) {
      return include.test(id) ? { code: withShortFields(code, this.parse(code)), map: null } : null;
    },
  };
}
