import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from './stack-error.ts';

/** Where the built parts are. */
export type Checkout = {
  readonly root: string;
  readonly enclaveBundle: string;
  readonly enclaveAddon: string;
  readonly witness: string;
  readonly widget: string;
  /** The operators' page. */
  readonly admin: string;
  readonly hostSdk: string;
  readonly examples: string;
};

/** @throws StackError when the build is not there. */
export function findCheckout(root: string): Checkout {
  const checkout = {
    root,
    enclaveBundle: join(root, 'mock-server/dist/enclave.mjs'),
    enclaveAddon: join(root, 'mock-server/dist/secp256k1.node'),
    witness: join(root, 'mock-server/dist/witness.mjs'),
    widget: join(root, 'widget/dist'),
    admin: join(root, 'widget/admin/dist'),
    hostSdk: join(root, 'host-sdk/dist'),
    examples: join(root, 'examples'),
  };
  const needed = [
    checkout.enclaveBundle,
    checkout.enclaveAddon,
    checkout.witness,
    join(checkout.widget, 'index.html'),
    join(checkout.admin, 'index.html'),
    join(checkout.hostSdk, 'alcove.js'),
  ];
  const missing = needed.find((path) => !existsSync(path));
  if (missing !== undefined) throw new StackError(`The build is missing (${missing.slice(root.length + 1)}). Run: npm run build`);
  return checkout;
}
