import { transformSync } from 'esbuild';
import { applyEdits, walk } from './source-edits.mjs';

/*
 * Settings of a library that are the same for ever: each read of one becomes its value, and what can then not run goes. The file that
 * uses the library must not name such a setting, unless with that very value.
 */

const readsSetting = ({ type, computed, object, property }) =>
  type === 'MemberExpression' &&
  !computed &&
  property.type === 'Identifier' &&
  object.type === 'MemberExpression' &&
  ['settings', '_settings'].includes(object.property.name);

/** The code with values for settings. @param {Record<string, unknown>} settings undefined, false or a text for each name. */
export function withFixedSettings(code, ast, settings) {
  const edits = [];
  walk(ast, (node, parent) => {
    if (!readsSetting(node) || !Object.hasOwn(settings, node.property.name)) return;
    if (parent.type === 'AssignmentExpression' && parent.left === node) throw new Error(`${node.property.name} is written, so it is not fixed`);
    edits.push({ start: node.start, end: node.end, text: JSON.stringify(settings[node.property.name]) ?? 'undefined' });
  });
  return transformSync(applyEdits(code, edits), { minifySyntax: true, format: 'esm', target: 'es2022' }).code;
}

/** @throws Error when a file gives one of the settings another value. */
export function assertNotSet(ast, settings) {
  walk(ast, (node) => {
    if (node.type !== 'Property' || !Object.hasOwn(settings, node.key.name)) return;
    if (node.value.type !== 'Literal' || node.value.value !== settings[node.key.name])
      throw new Error(`${node.key.name} is fixed to ${settings[node.key.name]} in rollup.config.mjs`);
  });
}

/** Rollup plugin, to run after the compiler. */
export function fixSettings({ include, user, settings }) {
  return {
    name: 'fix-settings',
    transform(code, id) {
      if (id === user) assertNotSet(this.parse(code), settings);
      return include.test(id) ? { code: withFixedSettings(code, this.parse(code), settings), map: null } : null;
    },
  };
}
