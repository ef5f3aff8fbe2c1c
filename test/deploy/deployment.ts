import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { repositoryRoot } from '../support/stack.ts';

/* What `deploy/` says, read the way its tools read it. */

const folder = join(repositoryRoot, 'deploy');

export const deployFiles: readonly string[] = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !/\/(dist|secrets)$/.test(entry.parentPath) && !entry.parentPath.includes('/dist/') && entry.name !== '.env')
  .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  .sort();

export const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json };
export type Fields = { readonly [key: string]: Json };

export function fields(value: Json): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
export const list = (value: Json): readonly Json[] => (Array.isArray(value) ? value : []);
export const texts = (value: Json): readonly string[] => list(value).map(String);

/** @throws Error for what is no YAML, and for a key that stands there twice. */
export function readYaml(name: string): readonly Fields[] {
  return parseAllDocuments(read(name), { merge: true, uniqueKeys: true }).map((document) => {
    const [fault] = [...document.errors, ...document.warnings];
    if (fault !== undefined) throw new Error(`${name}: ${fault.message}`);
    return fields(document.toJS() as Json);
  });
}

/** A container of either kind, with what runs in it: the image's own entry point before `args`, unless there is another. */
export type Container = {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly environment: Record<string, string>;
  readonly raw: Fields;
};

export const compose = readYaml('compose.yaml')[0] ?? {};

export const services: readonly Container[] = Object.entries(fields(compose.services)).map(([name, value]) => {
  const raw = fields(value);
  const environment = Object.fromEntries(Object.entries(fields(raw.environment)).map(([key, text]) => [key, String(text)]));
  return { name, image: String(raw.image), args: texts(raw.entrypoint ?? raw.command), environment, raw };
});

export const manifests: readonly Fields[] = deployFiles.filter((name) => name.startsWith('kubernetes/')).flatMap(readYaml);
const ofKind = (kind: string): readonly Fields[] => manifests.filter((manifest) => manifest.kind === kind);

export const podSpecs: readonly Fields[] = [...ofKind('Deployment'), ...ofKind('StatefulSet'), ...ofKind('Job'), ...ofKind('DaemonSet')].map((manifest) =>
  fields(fields(fields(manifest.spec).template).spec),
);

const configMaps = new Map(ofKind('ConfigMap').map((manifest) => [String(fields(manifest.metadata).name), fields(manifest.data)]));

function environmentOf(container: Fields): Record<string, string> {
  const maps = list(container.envFrom).map((source) => configMaps.get(String(fields(fields(source).configMapRef).name)) ?? {});
  const single = list(container.env).map((entry): [string, string] => {
    const { name, value } = fields(entry);
    // What comes from a secret has a value of its form here.
    return [String(name), value === undefined && name === 'DATABASE_URL' ? 'postgres://alcove:secret@database.example/alcove' : String(value)];
  });
  return { ...Object.fromEntries(maps.flatMap((map) => Object.entries(map).map(([key, text]) => [key, String(text)]))), ...Object.fromEntries(single) };
}

export const podContainers: readonly Container[] = podSpecs.flatMap((spec) =>
  [...list(spec.initContainers), ...list(spec.containers)].map((value) => {
    const raw = fields(value);
    return { name: String(raw.name), image: String(raw.image), args: texts(raw.command ?? raw.args), environment: environmentOf(raw), raw };
  }),
);
