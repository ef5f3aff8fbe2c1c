/**
 * Every node of a syntax tree (ESTree), parents first.
 *
 * @param visit returns false to stay out of a node's children.
 */
export function walk(node, visit, parent = null) {
  if (visit(node, parent) === false) return;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child?.type === 'string') walk(child, visit, node);
    }
  }
}

/**
 * The code with pieces replaced. An edit inside another one is dropped: what is around it goes as a whole.
 *
 * @param {{ start: number, end: number, text: string }[]} edits
 */
export function applyEdits(code, edits) {
  const ordered = edits.toSorted((left, right) => left.start - right.start || right.end - left.end);
  let result = '';
  let at = 0;
  for (const { start, end, text } of ordered) {
    if (start < at) continue;
    result += code.slice(at, start) + text;
    at = end;
  }
  return result + code.slice(at);
}
