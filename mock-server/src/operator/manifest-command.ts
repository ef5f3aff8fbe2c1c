import { parseManifestFile } from '../stack/manifest-file.ts';
import { type CommandDeps, CommandError, type CommandOutput } from './command.ts';

export const manifestHelp = `       npx alcove manifest FILE             checks a release's manifest and prints its digest, which the widget's pins have
`;

/** @throws CommandError, StackError that names the field */
export async function manifestCommand(args: readonly string[], deps: Pick<CommandDeps, 'readText'>): Promise<CommandOutput> {
  const [path, ...rest] = args;
  if (path === undefined || rest.length > 0) throw new CommandError(manifestHelp);
  const { manifest, sha256 } = parseManifestFile(await deps.readText(path), path === '-' ? 'the manifest' : path);
  const { releaseSeq } = manifest;
  return { text: `releaseSeq ${releaseSeq}\nmanifestSha256 ${sha256}\n`, json: { releaseSeq, manifestSha256: sha256 } };
}
