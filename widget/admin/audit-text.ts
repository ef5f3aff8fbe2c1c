import type { AuditedChange } from '../src/contract/admin-api.ts';

/** `operator:demo-ada (Ada Kim)` → who that is to people, and by which id. */
export function whoOf(actor: string): { readonly name: string; readonly id: string } {
  const id = actor.replace(/^operator:?/, '');
  const [, subject, name] = /^(.*) \((.*)\)$/.exec(id) ?? [];
  return { name: name ?? (id === '' ? 'An operator' : id), id: subject ?? id };
}

/** Names of settings that changed: each stands in the detail with its digest before and after. */
function fieldsOf(detail: AuditedChange['detail']): readonly string[] {
  return Object.keys(detail)
    .filter((key) => key.endsWith('.after'))
    .map((key) => key.slice(0, -'.after'.length));
}

const words: Readonly<Record<string, string>> = {
  name: 'name',
  logoUrl: 'logo',
  allowedOrigins: 'pages',
  reviewedOrigins: 'looked-over pages',
  providers: 'sign-in',
  chainIds: 'networks',
  walletConnect: 'WalletConnect',
  theme: 'theme',
  tokens: 'tokens',
  limits: 'limits',
  development: 'development',
};

/** What was done, in words. */
export function whatOf({ action, subject, detail }: AuditedChange): string {
  switch (action) {
    case 'app.added':
      return `Added the app ${subject}`;
    case 'app.removed':
      return `Removed the app ${subject}`;
    case 'app.changed':
      return `Changed ${fieldsOf(detail)
        .map((field) => words[field] ?? field)
        .join(', ')} of ${subject}`;
    case 'chain.set':
      return detail.before === null ? `Added the network ${subject}` : `Changed the network ${subject}`;
    case 'chain.removed':
      return `Removed the network ${subject}`;
    case 'token-key.rotated':
      return `Made the key ${subject}`;
    case 'operator.signed-in':
      return `Signed in, by ${subject}`;
    default:
      return `${action} ${subject}`;
  }
}
