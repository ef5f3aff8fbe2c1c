import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { StaticFile, StaticFiles } from '../app-deps.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

export function contentTypeOf(path: string): string {
  return contentTypes[extname(path)] ?? 'application/octet-stream';
}

/** Plain names only: no empty, hidden or parent segment, no backslash, no percent sign, nothing a file system could read otherwise. */
export function isSafePath(path: string): boolean {
  return path.split('/').every((segment) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(segment));
}

export type StaticFilesOptions = {
  /** From a URL prefix with its slash to a folder, e.g. `{ 'w/': '/repo/widget/dist' }`. */
  readonly folders: Readonly<Record<string, string>>;
  /** Files made at start, by their path. */
  readonly generated: Readonly<Record<string, string>>;
};

async function readIfFile(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return null;
    throw error;
  }
}

/**
 * Files of the built packages, read from disk at each request, so that a new build shows without a restart.
 *
 * @example
 * ```ts
 * const files = createStaticFiles({ folders: { 'w/': widgetDist, 'sdk/v1/': sdkDist }, generated: { 'w/pins.js': source } });
 * await files.read('w/index.html');
 * ```
 */
export function createStaticFiles(options: StaticFilesOptions): StaticFiles {
  const generated = new Map<string, StaticFile>(
    Object.entries(options.generated).map(([path, text]) => [
      path,
      { bytes: new TextEncoder().encode(text), contentType: contentTypeOf(path), immutable: false },
    ]),
  );
  return {
    async read(path) {
      const ready = generated.get(path);
      if (ready !== undefined) return ready;
      const prefix = Object.keys(options.folders).find((candidate) => path.startsWith(candidate));
      if (prefix === undefined) return null;
      const name = path.slice(prefix.length);
      if (!isSafePath(name)) return null;
      const bytes = await readIfFile(join(options.folders[prefix] as string, name));
      // Names under assets/ carry a digest of their content.
      return bytes === null ? null : { bytes, contentType: contentTypeOf(name), immutable: name.startsWith('assets/') };
    },
  };
}
