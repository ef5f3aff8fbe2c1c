import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { StackError } from '../stack/stack-error.ts';

const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };
const platforms: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin', win32: 'win32' };

/**
 * Path of anvil's own program inside its npm package. The package's `bin` is a wrapper that exits before its child does,
 * so that the port would stay taken after a stop.
 *
 * @throws StackError when the package for this machine was not installed.
 */
export function findAnvil(machine: { readonly platform: string; readonly arch: string }, resolveFrom: string): string {
  const target = `${platforms[machine.platform] ?? machine.platform}-${architectures[machine.arch] ?? machine.arch}`;
  const file = machine.platform === 'win32' ? 'anvil.exe' : 'anvil';
  const missing = `The EVM node is missing: @foundry-rs/anvil has no program for ${target}. It is a development dependency: run "npm ci" without --omit.`;
  let path: string;
  try {
    path = createRequire(resolveFrom).resolve(`@foundry-rs/anvil-${target}/bin/${file}`);
  } catch (error) {
    throw new StackError(missing, { cause: error });
  }
  if (!existsSync(path)) throw new StackError(missing);
  return path;
}
