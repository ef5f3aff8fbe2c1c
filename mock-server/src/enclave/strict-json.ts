/** Thrown for JSON that two readers could understand differently. */
export class AmbiguousJsonError extends Error {
  constructor(rule: string) {
    super(rule);
    this.name = 'AmbiguousJsonError';
  }
}

const MAX_DEPTH = 64;

/**
 * Throws when an object of this (syntactically valid) JSON text names a key twice: RFC 8259 §4 leaves open which one
 * counts, so what was shown could differ from what is signed.
 */
function refuseDuplicateKeys(json: string): void {
  const open: (Set<string> | null)[] = [];
  let expectsKey = false;
  for (let index = 0; index < json.length; index++) {
    const character = json[index];
    if (character === '{') open.push(new Set());
    if (character === '[') open.push(null);
    if (open.length > MAX_DEPTH) throw new AmbiguousJsonError('nested too deep');
    if (character === '}' || character === ']') open.pop();
    const keys = open.at(-1) ?? null;
    if (character === '{' || character === ',') expectsKey = keys !== null;
    if (character !== '"') continue;
    const start = index;
    for (index++; json[index] !== '"'; index++) if (json[index] === '\\') index++;
    if (!expectsKey || keys === null) continue;
    const key = JSON.parse(json.slice(start, index + 1)) as string;
    if (keys.has(key)) throw new AmbiguousJsonError('a key is named twice');
    keys.add(key);
    expectsKey = false;
  }
}

/**
 * Parses JSON that has one meaning: no duplicate keys, no byte order mark, nothing after the value.
 *
 * @throws AmbiguousJsonError
 */
export function parseStrictJson(json: string): unknown {
  try {
    const value: unknown = JSON.parse(json);
    refuseDuplicateKeys(json);
    return value;
  } catch (error) {
    if (error instanceof AmbiguousJsonError) throw error;
    throw new AmbiguousJsonError('not JSON');
  }
}
