import * as v from 'valibot';
import { readFileIfThere, writeFileAtomically } from './atomic-file.ts';
import { StackError } from './stack-error.ts';

/**
 * Material that is made once and then kept. A file that cannot be read is never replaced: with other keys, every
 * wallet in the data directory would be lost.
 *
 * @throws StackError when the file is there and is not what it should be.
 */
export async function loadOrCreateJson<Schema extends v.GenericSchema>(
  path: string,
  schema: Schema,
  create: () => Promise<v.InferOutput<Schema>>,
): Promise<v.InferOutput<Schema>> {
  const stored = await readFileIfThere(path);
  if (stored === null) {
    const made = await create();
    await writeFileAtomically(path, `${JSON.stringify(made, null, 1)}\n`);
    return made;
  }
  try {
    return v.parse(schema, JSON.parse(stored.toString()));
  } catch {
    // Neither the parser's nor the schema's message: both may quote the file, and the file holds keys.
    throw new StackError(`${path} is damaged. Put a copy of it back, or start anew with another --data-dir.`);
  }
}
