import { applyEdits, walk } from './source-edits.mjs';

/*
 * @hpke writes each field of a class as `Object.defineProperty(this, "name", { enumerable: true, configurable: true, writable: true,
 * value })`. No class there has a setter, so `this.name = value` makes the same property.
 */

const isSetter = (node) => node.type === 'MethodDefinition' && node.kind === 'set';

function fieldOf({ type, expression }) {
  if (type !== 'ExpressionStatement' || expression.type !== 'CallExpression') return undefined;
  const { callee, arguments: values } = expression;
  if (callee.object?.name !== 'Object' || callee.property.name !== 'defineProperty' || values[0].type !== 'ThisExpression') return undefined;
  const { properties } = values[2];
  if (properties.length !== 4 || properties.slice(0, 3).some(({ value }) => value.value !== true)) return undefined;
  return { name: values[1].value, value: properties[3].value };
}

/** The code with plain assignments. @throws Error when a setter could hear them. */
export function withPlainFields(code, ast) {
  const edits = [];
  let setter = false;
  walk(ast, (node) => {
    setter ||= isSetter(node);
    const field = fieldOf(node);
    if (field === undefined) return true;
    edits.push({ start: node.start, end: node.end, text: `this.${field.name} = ${code.slice(field.value.start, field.value.end)};` });
    return false;
  });
  if (setter && edits.length > 0) throw new Error('fields beside a setter');
  return applyEdits(code, edits);
}

/** Rollup plugin. */
export function plainFields({ include }) {
  return {
    name: 'plain-fields',
    transform(code, id) {
      return include.test(id) ? { code: withPlainFields(code, this.parse(code)), map: null } : null;
    },
  };
}
