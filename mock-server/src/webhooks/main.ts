import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openOperatorStore, readTokenSecret } from '../stack/operator-store.ts';
import { StackError } from '../stack/stack-error.ts';
import { addEndpoint, type EndpointDeps, removeEndpoint, rotateEndpoint } from './endpoints.ts';
import { WebhookError } from './webhook-error.ts';

/* `npm run webhooks`. The server may be running; it takes a change up with the next event. */

const helpText = `Usage: npm run webhooks -- list [APP]
       npm run webhooks -- add APP URL      prints the secret of the new endpoint
       npm run webhooks -- rotate ENDPOINT  a new secret; the old one signs beside it for a day
       npm run webhooks -- remove ENDPOINT  with what it was still to be told

  --data-dir PATH  the deployment (default .alcove/ in the checkout)

DATABASE_URL names the database where it is not in the data directory. ALCOVE_PRIVATE_WEBHOOKS=1 allows http and private networks.
`;
const defaultDataDir = join(fileURLToPath(new URL('../../../', import.meta.url)), '.alcove');

async function perform(command: string | undefined, values: readonly string[], deps: EndpointDeps): Promise<string> {
  const [first, second] = values;
  if (command === 'list') {
    const lines = (await deps.store.listWebhookEndpoints(first ?? null)).map(({ endpointId, appId, url, disabledAtMs }) =>
      [endpointId, appId, disabledAtMs === null ? 'on' : 'off', url].join('\t'),
    );
    const { waiting, delivered, failed } = await deps.store.countWebhookDeliveries();
    return [...lines, `${waiting} waiting, ${delivered} delivered and ${failed} given up in the last seven days`, ''].join('\n');
  }
  if (command === 'add' && first !== undefined && second !== undefined) {
    const { endpoint, secret } = await addEndpoint(first, second, deps);
    return `${endpoint.endpointId}\nsecret ${secret}\n`;
  }
  if (command === 'rotate' && first !== undefined) return `secret ${(await rotateEndpoint(first, deps)).secret}\n`;
  if (command === 'remove' && first !== undefined) {
    await removeEndpoint(first, deps);
    return 'removed\n';
  }
  throw new StackError(helpText);
}

async function run(): Promise<string> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'data-dir': { type: 'string', default: defaultDataDir } } });
  const [command, ...rest] = positionals;
  const random = (length: number) => new Uint8Array(randomBytes(length));
  const tokenSecret = await readTokenSecret(values['data-dir']);
  const store = await openOperatorStore({ dataDir: values['data-dir'], databaseUrl: process.env.DATABASE_URL ?? null, random });
  try {
    const allowPrivate = process.env.ALCOVE_PRIVATE_WEBHOOKS === '1';
    return await perform(command, rest, { store, clock: { nowMs: () => Date.now() }, random, tokenSecret, allowPrivate });
  } finally {
    await store.close();
  }
}

try {
  process.stdout.write(await run());
} catch (error) {
  if (!(error instanceof StackError || error instanceof WebhookError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error instanceof WebhookError ? 1 : 2;
}
