import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { DescriptorIndex } from '../src/clear-signing/descriptor.ts';
import { mergeIncludes } from './merge-includes.ts';
import { DescriptorError, isObject, type JsonObject, type ReadDescriptor, readDescriptor } from './read-descriptor.ts';

export type Pack = {
  /** Text by its SHA-256 in hexadecimal; the index is one of them. */
  readonly files: ReadonlyMap<string, string>;
  readonly indexSha256: string;
  readonly formats: number;
  readonly contracts: number;
  /** What was left out: file, and why. */
  readonly refused: readonly string[];
};

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function createFiles(root: string) {
  return {
    read(path: string): JsonObject {
      const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
      if (!isObject(value)) throw new DescriptorError('is not an object');
      return value;
    },
    resolve(from: string, include: string): string {
      const path = resolve(dirname(from), include);
      if (/^[a-z]+:/i.test(include) || !path.startsWith(root + sep)) throw new DescriptorError(`include ${include} leads out of the folder`);
      return path;
    },
  };
}

function descriptorFiles(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json') && !/(^|[\\/])(tests|specs|node_modules)[\\/]/.test(name) && /^(calldata|eip712)/.test(basename(name)))
    .sort()
    .map((name) => join(root, name));
}

/** A name that somebody is known by; tokens share theirs with their bridged kin, so all bearers count. */
function nameOf({ kind, entry }: ReadDescriptor): string | null {
  return kind === 'message' && entry.domain?.name !== undefined ? entry.domain.name.normalize('NFKC').trim().toLowerCase() : null;
}

/**
 * Packs folders of ERC-7730 files into files that are named by their digests. Earlier folders go before later ones.
 *
 * @param folders absolute paths. Files of `standards` may name no contract: they are for every one that follows the standard.
 */
export function packFolders(folders: readonly string[], standards: string): Pack {
  const files = new Map<string, string>();
  const entries: { [key: string]: number[] } = {};
  const names: { [key: string]: string[] } = {};
  const refused: string[] = [];
  let formats = 0;

  function add<Value>(table: { [key: string]: Value[] }, key: string, value: Value): void {
    table[key] ??= [];
    const list = table[key];
    if (!list.includes(value)) list.push(value);
  }

  function pack(path: string, root: string): void {
    const descriptor = readDescriptor(mergeIncludes(path, createFiles(root)));
    refused.push(...descriptor.refused.map((reason) => `${relative(root, path)}: ${reason}`));
    const count = Object.keys(descriptor.entry.formats).length;
    const places = descriptor.deployments.map(({ chainId, address }) => `${chainId}:${address}`);
    if (places.length === 0 && root === standards) places.push('*');
    if (count === 0 || places.length === 0) return;
    const text = JSON.stringify(descriptor.entry);
    files.set(sha256(text), text);
    formats += count;
    const at = [...files.keys()].indexOf(sha256(text));
    for (const place of places) add(entries, `${descriptor.kind}:${place}`, at);
    const name = nameOf(descriptor);
    if (name !== null) for (const { chainId, address } of descriptor.deployments) add(names, `${chainId}:${name}`, address);
  }

  for (const root of folders) {
    for (const path of descriptorFiles(root)) {
      try {
        pack(path, root);
      } catch (error) {
        if (!(error instanceof DescriptorError || error instanceof SyntaxError)) throw error;
        refused.push(`${relative(root, path)}: ${error.message}`);
      }
    }
  }
  const index: DescriptorIndex = { version: 1, files: [...files.keys()], entries, names };
  const text = JSON.stringify(index);
  files.set(sha256(text), text);
  return { files, indexSha256: sha256(text), formats, contracts: Object.keys(entries).length, refused };
}
