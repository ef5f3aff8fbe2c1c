import { DescriptorError, isObject, type JsonObject } from './read-descriptor.ts';

const MAX_DEPTH = 8;

/** Fields of the same path are one field, those of the including file last; the rest is appended (ERC-7730 §"Organizing files"). */
function mergeFields(included: readonly unknown[], including: readonly unknown[]): readonly unknown[] {
  const pathOf = (field: unknown) => (isObject(field) && typeof field.path === 'string' ? field.path : null);
  const merged = included.map((field) => {
    const over = including.find((candidate) => pathOf(candidate) !== null && pathOf(candidate) === pathOf(field));
    return over === undefined ? field : mergeValues(field, over);
  });
  const known = new Set(included.map(pathOf));
  return [...merged, ...including.filter((field) => pathOf(field) === null || !known.has(pathOf(field)))];
}

function mergeValues(included: unknown, including: unknown, key = ''): unknown {
  if (Array.isArray(included) && Array.isArray(including) && key === 'fields') return mergeFields(included, including);
  if (!isObject(included) || !isObject(including)) return including;
  const names = new Set([...Object.keys(included), ...Object.keys(including)]);
  return Object.fromEntries(
    [...names].map((name) => {
      if (!Object.hasOwn(including, name)) return [name, included[name]];
      if (!Object.hasOwn(included, name)) return [name, including[name]];
      return [name, mergeValues(included[name], including[name], name)];
    }),
  );
}

/**
 * A descriptor with what it includes, recursively. Where both say something the including file is right.
 *
 * @param read parses a file by its path; `resolve` turns an include into a path and refuses what leads out of the folder.
 * @throws DescriptorError for includes that go in circles.
 */
export function mergeIncludes(
  path: string,
  files: { readonly read: (path: string) => JsonObject; readonly resolve: (from: string, include: string) => string },
  depth = 0,
): JsonObject {
  if (depth > MAX_DEPTH) throw new DescriptorError('includes go too deep');
  const { includes, ...file } = files.read(path);
  if (typeof includes !== 'string') return file;
  const included = mergeIncludes(files.resolve(path, includes), files, depth + 1);
  return mergeValues(included, file) as JsonObject;
}
