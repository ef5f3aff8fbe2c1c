import { applyEdits, walk } from './source-edits.mjs';

/*
 * penpal still understands the messages of its own earlier versions. bridge/connect.ts stops those before penpal sees them, so that the
 * code for them cannot run; nor are its messages for developers asked for. Both go.
 */

const isOldPeer = (node) =>
  node?.type === 'MemberExpression' && node.property.type === 'PrivateIdentifier' && node.property.name === 'isChildUsingDeprecatedProtocol';

const isLog = (node) => {
  const call = node.type === 'ExpressionStatement' && node.expression.type === 'ChainExpression' ? node.expression.expression : null;
  return call?.type === 'CallExpression' && call.optional && (call.callee.name === 'log' || call.callee.property?.name === 'log');
};

function edit(node, parent) {
  if (isLog(node)) return ';';
  if (node.type === 'PropertyDefinition' && node.key.name === 'isChildUsingDeprecatedProtocol') return '';
  if (node.type === 'ExpressionStatement' && isOldPeer(node.expression.left)) return ';';
  if (isOldPeer(node)) return 'false';
  if (node.type === 'ArrowFunctionExpression' && parent?.id?.name === 'isDeprecatedMessage') return '() => false';
  return undefined;
}

/** @throws Error when penpal is written in another way than this expects. */
export function withoutOldPeers(code, ast) {
  const edits = [];
  walk(ast, (node, parent) => {
    const text = edit(node, parent);
    if (text !== undefined) edits.push({ start: node.start, end: node.end, text });
    return text === undefined;
  });
  const texts = edits.map(({ text }) => text);
  if (['', 'false', '() => false'].some((text) => !texts.includes(text))) throw new Error('penpal has changed: look at what trim-penpal takes out');
  return applyEdits(code, edits);
}

/** Rollup plugin. */
export function trimPenpal() {
  return {
    name: 'trim-penpal',
    transform(code, id) {
      return /\/penpal\/dist\/penpal\.mjs$/.test(id) ? { code: withoutOldPeers(code, this.parse(code)), map: null } : null;
    },
  };
}
