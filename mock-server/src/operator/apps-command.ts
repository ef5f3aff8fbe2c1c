import type { AppChange, ManageDeps, ManagedApp } from '../apps/manage.ts';
import { addApp, addOrigin, changeApp, removeApp, removeOrigin, toManagedApp } from '../apps/manage.ts';
import { rotateTokenKey } from '../apps/manage-deployment.ts';
import { type CommandDeps, CommandError, type CommandOutput, parseJsonArgument } from './command.ts';

export const appsHelp = `Usage: npx alcove apps list [--all]
       npx alcove apps show APP
       npx alcove apps add FILE             FILE holds the app as JSON; - reads it from standard input
       npx alcove apps set APP FIELD=JSON…  e.g. name='"Shop"' chainIds='[1,10]' theme=null
       npx alcove apps remove APP           its people's wallets stay, and are there when it is added again
       npx alcove apps origins add APP ORIGIN
       npx alcove apps origins remove APP ORIGIN
       npx alcove apps rotate-keys [--at-once]
                                            access tokens get a new key; the one before verifies for ten minutes
                                            more, or with --at-once no more
`;

type Flags = { readonly all?: boolean | undefined; readonly 'at-once'?: boolean | undefined };

function describe(app: ManagedApp): string {
  const { createdAtMs, updatedAtMs, removedAtMs, ...settings } = app;
  const times = `added ${new Date(createdAtMs).toISOString()}, changed ${new Date(updatedAtMs).toISOString()}`;
  return `${JSON.stringify(settings, null, 2)}\n${times}${removedAtMs === null ? '' : `, removed ${new Date(removedAtMs).toISOString()}`}\n`;
}

const told = (app: ManagedApp): CommandOutput => ({ text: describe(app), json: app });

function parseChange(pairs: readonly string[]): AppChange {
  if (pairs.length === 0) throw new CommandError(appsHelp);
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new CommandError(`${JSON.stringify(pair.slice(0, 40))} must be FIELD=JSON.`);
      return [pair.slice(0, at), parseJsonArgument(pair.slice(at + 1), pair.slice(0, at))];
    }),
  );
}

/** `alcove apps …`. @throws CommandError, ConfigError */
export async function appsCommand(args: readonly string[], flags: Flags, deps: CommandDeps): Promise<CommandOutput> {
  const [action, first, second, third] = args;
  const manage = async (): Promise<ManageDeps> => ({ ...deps, store: await deps.openStore() });

  if (action === 'list' && first === undefined) {
    const apps = (await (await deps.openStore()).listApps()).map(toManagedApp).filter((app) => flags.all === true || app.removedAtMs === null);
    const lines = apps.map(({ appId, name, allowedOrigins, removedAtMs }) => [appId, removedAtMs === null ? 'on' : 'removed', name, allowedOrigins.join(' ')]);
    return { text: lines.map((line) => `${line.join('\t')}\n`).join(''), json: apps };
  }
  if (action === 'show' && first !== undefined && second === undefined) {
    const row = await (await deps.openStore()).findApp(first);
    if (row === null) throw new CommandError('There is no app of this id in the registry.');
    return told(toManagedApp(row));
  }
  if (action === 'add' && first !== undefined && second === undefined) {
    const app = parseJsonArgument(await deps.readText(first), first === '-' ? 'Standard input' : first);
    return told(await addApp(app, await manage()));
  }
  if (action === 'set' && first !== undefined) return told(await changeApp(first, parseChange(args.slice(2)), await manage()));
  if (action === 'remove' && first !== undefined && second === undefined) return told(await removeApp(first, await manage()));
  if (action === 'origins' && second !== undefined && third !== undefined && args.length === 4) {
    if (first === 'add') return told(await addOrigin(second, third, await manage()));
    if (first === 'remove') return told(await removeOrigin(second, third, await manage()));
  }
  if (action === 'rotate-keys' && first === undefined) {
    const rotated = await rotateTokenKey(await manage(), { atOnce: flags['at-once'] === true });
    return { text: `${rotated.kid}\nthe key before it verifies until ${new Date(rotated.previousUntilMs).toISOString()}\n`, json: rotated };
  }
  throw new CommandError(appsHelp);
}
