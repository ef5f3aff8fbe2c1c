/*
 * The compiler rewrites every `#private` name of a class that has a decorator of its own: a WeakMap for each, helpers in every file.
 * What the two decorators of an element do to the class can as well be called after it, and the class stays as it was written.
 */

const decorated = /^((?:@(?:localized|customElement)\([^)\n]*\)\n)+)(export class (\w+))/gm;

/** The source with the decorators of its elements called at the end: after the class and its fields are complete. */
export function withDefinedElements(code) {
  const calls = [];
  const plain = code.replace(decorated, (_whole, decorators, declaration, name) => {
    // The decorator next to the class comes first.
    for (const decorator of decorators.trim().split('\n').reverse()) calls.push(`${decorator.slice(1)}(${name});`);
    return declaration;
  });
  return calls.length === 0 ? code : `${plain}\n${calls.join('\n')}\n`;
}

/** Rollup plugin, to run before the compiler. */
export function defineElements({ include }) {
  return {
    name: 'define-elements',
    transform(code, id) {
      if (!id.startsWith(include) || !id.endsWith('.ts')) return null;
      return { code: withDefinedElements(code), map: null };
    },
  };
}
