import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../support/stack.ts';

/* What the wallet's frame is compared with: a frame of another site that speaks penpal and nothing else. */

export const penpal = readFileSync(join(repositoryRoot, 'node_modules/penpal/dist/penpal.min.js'), 'utf8');

/** @param page origin of the page around it. */
export const bareChild = (page: string) => `<!doctype html><script>${penpal}</script><script>
  const messenger = new Penpal.WindowMessenger({ remoteWindow: parent, allowedOrigins: ['${page}'] });
  Penpal.connect({ messenger, methods: { request: () => ({ ok: true, result: '0x7a69' }) } });
</script>`;
