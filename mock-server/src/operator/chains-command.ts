import type { RegisteredChain } from '../apps/app-config.ts';
import { removeChain, setChain } from '../apps/manage-deployment.ts';
import { type CommandDeps, CommandError, type CommandOutput, parseJsonArgument } from './command.ts';

export const chainsHelp = `Usage: npx alcove chains list
       npx alcove chains set FILE           FILE holds the chain as JSON, with its rpcUrls in the order of failover;
                                            - reads it from standard input
       npx alcove chains remove CHAIN-ID    only when no app uses it
`;

function parseChainId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new CommandError('CHAIN-ID must be a positive decimal integer.');
  return Number(text);
}

/** Addresses of nodes may hold keys: a list shows hosts, `--json` and a file of one's own show all. */
function hostsOf({ rpcUrls }: RegisteredChain): string {
  return rpcUrls.map((url) => new URL(url).host).join(' ');
}

/** `alcove chains …`. @throws CommandError, ConfigError */
export async function chainsCommand(args: readonly string[], deps: CommandDeps): Promise<CommandOutput> {
  const [action, first] = args;
  if (action === 'list' && args.length === 1) {
    const chains = (await (await deps.openStore()).listChains()).map((row) => JSON.parse(row.config) as RegisteredChain);
    return { text: chains.map((chain) => `${chain.chainId}\t${chain.name}\t${hostsOf(chain)}\n`).join(''), json: chains };
  }
  if (action === 'set' && first !== undefined && args.length === 2) {
    const candidate = parseJsonArgument(await deps.readText(first), first === '-' ? 'Standard input' : first);
    const chain = await setChain(candidate, { ...deps, store: await deps.openStore() });
    return { text: `${chain.chainId}\t${chain.name}\t${hostsOf(chain)}\n`, json: chain };
  }
  if (action === 'remove' && first !== undefined && args.length === 2) {
    const chainId = parseChainId(first);
    await removeChain(chainId, { ...deps, store: await deps.openStore() });
    return { text: `${chainId} removed\n`, json: { chainId } };
  }
  throw new CommandError(chainsHelp);
}
