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
};`;

const ID = '\0alcove:decorate';

/** Rollup plugin, to run after the compiler. */
export function shareHelpers() {
  return {
    name: 'share-helpers',
    resolveId: (id) => (id === ID ? { id: ID, moduleSideEffects: false } : null),
    load: (id) => (id === ID ? shared : null),
    transform(code, id) {
      if (id === ID || !written.test(code)) return null;
      return { code: `import { __decorateClass } from '${ID}';\n${code.replace(written, '')}`, map: null };
    },
  };
}
