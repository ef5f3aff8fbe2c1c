import * as v from 'valibot';
import { kept } from '../server/kept.ts';

/** Stands for mock-server/src/stack/stored-json.ts: material that is made once and then kept. */
export async function loadOrCreateJson<Schema extends v.GenericSchema>(
  path: string,
  schema: Schema,
  create: () => Promise<v.InferOutput<Schema>>,
): Promise<v.InferOutput<Schema>> {
  kept.files[path] ??= await create();
  return v.parse(schema, kept.files[path]);
}
