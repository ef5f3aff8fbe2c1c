import { applyEdits, walk } from './source-edits.mjs';

/*
 * oidc-client-ts writes to a logger that is never switched on here. Its messages go; where it throws by way of the logger, it throws.
 */

const named = (node, names) => node?.type === 'Identifier' && names.includes(node.name);

const isLogger = (node) =>
  (node?.type === 'MemberExpression' && node.property.name === '_logger') ||
  (node?.type === 'NewExpression' && named(node.callee, ['Logger'])) ||
  named(node, ['Logger', 'logger2']);

const calls = (node, methods) =>
  node?.type === 'CallExpression' && node.callee.type === 'MemberExpression' && isLogger(node.callee.object) && methods.includes(node.callee.property.name);

const makesLogger = (node) => calls(node, ['create', 'createStatic']) || (node?.type === 'NewExpression' && isLogger(node));

/** `Log.reset()`, and the function that fills `Log` in. */
const setsUpLogs = ({ callee, arguments: values }) => named(callee.object, ['Log']) || named(values[0]?.left, ['Log']);

/** What a statement becomes: undefined when it stays. */
function replacement(code, { type, expression, declarations }) {
  if (type === 'VariableDeclaration' && declarations.length === 1 && makesLogger(declarations[0].init)) return ';';
  if (type !== 'ExpressionStatement') return undefined;
  if (calls(expression, ['debug', 'info', 'warn', 'error', 'create', 'createStatic']) || (expression.type === 'CallExpression' && setsUpLogs(expression)))
    return ';';
  if (calls(expression, ['throw'])) return `throw ${code.slice(expression.arguments[0].start, expression.arguments[0].end)};`;
  if (expression.type === 'AssignmentExpression' && isLogger(expression.left) && makesLogger(expression.right)) return ';';
  return undefined;
}

/** The code without its log statements. @throws Error for a logger used in another way. */
export function withoutLogs(code, ast) {
  const edits = [];
  walk(ast, (node) => {
    if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') return node.id?.name !== '_Logger';
    const text = replacement(code, node);
    if (text !== undefined) {
      edits.push({ start: node.start, end: node.end, text });
      return false;
    }
    if (isLogger(node) && node.name !== 'Logger') throw new Error(`a log that cannot be taken out: ${code.slice(node.start - 80, node.end + 80)}`);
    return true;
  });
  return applyEdits(code, edits);
}

/** Rollup plugin. */
export function silenceLogs({ include }) {
  return {
    name: 'silence-logs',
    transform(code, id) {
      return include.test(id) ? { code: withoutLogs(code, this.parse(code)), map: null } : null;
    },
  };
}
