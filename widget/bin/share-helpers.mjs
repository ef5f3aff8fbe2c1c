import { applyEdits, walk } from './source-edits.mjs';

/** The helper that the compiler writes into every file with a decorator. The widget needs it once. */
const written = /(?:var __(?:defProp|getOwnPropDesc) = [^\n]*\n)*var __decorateClass = [\s\S]*?\n\};\n/;

/** The same, for classes (`kind` undefined) and for what is in them. */
const shared = `export const __decorateClass = (decorators, target, key, kind) => {
  let result = kind ? Object.getOwnPropertyDescriptor(target, key) : target;
  if (kind > 1) result = undefined;
  for (let index = decorators.length - 1; index >= 0; index--) {
    const decorator = decorators[index];
    result = (kind ? decorator(target, key, result) : decorator(result)) || result;
  }
  if (kind && result) Object.defineProperty(target, key, result);
  return result;
};
/** What \`@property()\` and \`@state()\` do to a field, for all fields of a class. */
export const __declareFields = (target, fields) => {
  for (const name in fields) target.createProperty(name, fields[name]);
};`;

const ID = '\0alcove:decorate';

const OPTIONS_OF_STATE = '{ state: true, attribute: false }';

/** `__decorateClass([property(options)], Name.prototype, 'field', 2)`: kind 2 is a field, without accessors of its own. */
function fieldOf(code, { type, expression }) {
  if (type !== 'ExpressionStatement' || expression.callee?.name !== '__decorateClass') return undefined;
  const [decorators, prototype, name, kind] = expression.arguments;
  const [decorator, another] = decorators.elements;
  if (kind?.value !== 2 || another !== undefined || !['property', 'state'].includes(decorator.callee?.name)) return undefined;
  const [options] = decorator.arguments;
  if (decorator.callee.name === 'state' && options !== undefined) return undefined;
  const own = options === undefined ? 'void 0' : code.slice(options.start, options.end);
  return { target: prototype.object.name, field: `${name.value}: ${decorator.callee.name === 'state' ? OPTIONS_OF_STATE : own}` };
}

/** One call for the fields of a class instead of one for each. */
export function withDeclaredFields(code, ast) {
  const edits = [];
  const fields = new Map();
  walk(ast, (node) => {
    const found = fieldOf(code, node);
    if (found === undefined) return node.type === 'Program';
    const before = fields.get(found.target);
    if (before !== undefined) before.edit.text = '';
    const texts = [...(before?.texts ?? []), found.field];
    const edit = { start: node.start, end: node.end, text: `__declareFields(${found.target}, { ${texts.join(', ')} });` };
    edits.push(edit);
    fields.set(found.target, { texts, edit });
    return false;
  });
  return applyEdits(code, edits);
}

/** Rollup plugin, to run after the compiler. */
export function shareHelpers() {
  return {
    name: 'share-helpers',
    resolveId: (id) => (id === ID ? { id: ID, moduleSideEffects: false } : null),
    load: (id) => (id === ID ? shared : null),
    transform(code, id) {
      if (id === ID || !written.test(code)) return null;
      const shrunk = code.replace(written, '');
      return { code: `import { __declareFields, __decorateClass } from '${ID}';\n${withDeclaredFields(shrunk, this.parse(shrunk))}`, map: null };
    },
  };
}
