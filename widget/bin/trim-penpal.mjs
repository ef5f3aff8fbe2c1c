import { applyEdits, walk } from './source-edits.mjs';

/*
 * What penpal carries for browsers and partners that the bridge does not have. It never runs: both ends need the platform's generator for
 * their own ids, and refuse messages of penpal's old protocol before penpal sees them (widget/src/bridge/connect.ts). What is delivered
 * has one source of randomness and speaks one protocol.
 */

/** The code with `crypto.randomUUID?.bind(crypto) ?? …` cut to what is before the question marks. */
export function withPlatformIds(code, ast) {
  const edits = [];
  walk(ast, ({ type, operator, left, end }) => {
    if (type !== 'LogicalExpression' || operator !== '??' || !/^crypto\.randomUUID\?\.bind\(crypto\)$/.test(code.slice(left.start, left.end))) return true;
    edits.push({ start: left.start, end, text: 'crypto.randomUUID.bind(crypto)' });
    return false;
  });
  if (edits.length === 0) throw new Error('penpal makes its ids in another way');
  return applyEdits(code, edits);
}

const isOldFlag = (node) => node?.type === 'MemberExpression' && node.property.name === 'isChildUsingDeprecatedProtocol';
const isOldFlagOrNot = (node) => isOldFlag(node) || (node?.type === 'UnaryExpression' && isOldFlag(node.argument));

/** The code without the translation of messages to and from penpal's protocol before version 7. */
export function withoutOldProtocol(code, ast) {
  const edits = [];
  const replace = ({ start, end }, node) => edits.push({ start, end, text: node === null ? '' : code.slice(node.start, node.end) });
  walk(ast, (node) => {
    if (node.type === 'IfStatement' && node.test.callee?.name === 'isDeprecatedMessage') replace(node, null);
    else if (node.type === 'PropertyDefinition' && node.key.name === 'isChildUsingDeprecatedProtocol') replace(node, null);
    else if (node.type === 'LogicalExpression' && isOldFlagOrNot(node.right)) replace(node, node.left);
    else if (node.type === 'ConditionalExpression' && isOldFlag(node.test)) replace(node, node.alternate);
    else return true;
    return false;
  });
  const trimmed = applyEdits(code, edits);
  if (edits.length === 0 || trimmed.includes('isChildUsingDeprecatedProtocol')) throw new Error('penpal speaks its old protocol in another way');
  return trimmed;
}

/** Rollup plugin. */
export function trimPenpal() {
  return {
    name: 'trim-penpal',
    transform(code, id) {
      if (!/\/penpal\/dist\//.test(id)) return null;
      const trimmed = withPlatformIds(code, this.parse(code));
      return { code: withoutOldProtocol(trimmed, this.parse(trimmed)), map: null };
    },
  };
}
