import type { EnclavePins } from '../../widget/src/contract/attestation.ts';
import { createBrowserFetch } from '../support/browser-fetch.ts';
import { type EnginePerson, openEnginePerson } from '../support/engine-person.ts';
import { issuerOf } from '../support/issuer.ts';
import type { StackOrigins } from '../support/stack.ts';

/* A thousand people on one machine, with the widget's own engine each. */

/** What the widget of this stack pins. */
export async function pinsOf(origins: StackOrigins): Promise<EnclavePins> {
  const module = await (await fetch(`${origins.wallet}/w/pins.js`)).text();
  return JSON.parse(module.slice(module.indexOf('{'), module.lastIndexOf('}') + 1)) as EnclavePins;
}

/** Logs person number `index` in at a running stack. */
export async function openDrillPerson(
  stack: { readonly origins: StackOrigins; readonly dataDir: string },
  pins: EnclavePins,
  index: number,
): Promise<EnginePerson> {
  return openEnginePerson({ origin: stack.origins.wallet, issuer: issuerOf(stack), pins, fetch: createBrowserFetch(index) });
}
