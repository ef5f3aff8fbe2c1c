#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { policyLines } from './policy-lines.mjs';

/*
 * `alcove-csp --wallet https://wallet.example`: the Content-Security-Policy directives that a page needs for the wallet, and the
 * script tag with its digests.
 */

const usage = `alcove-csp --wallet https://YOUR-WALLET [--npm] [--header]

Prints what a page with a Content-Security-Policy has to add for the wallet.

  --wallet URL   where the wallet is served
  --npm          the page bundles @alcove/host-sdk: no script of the wallet's is loaded
  --header       one header line, in place of one directive a line
  --help         this`;

function readDigests() {
  try {
    return JSON.parse(readFileSync(new URL('../dist/integrity.json', import.meta.url), 'utf8'));
  } catch {
    return undefined;
  }
}

try {
  const { values } = parseArgs({
    options: { wallet: { type: 'string' }, npm: { type: 'boolean' }, header: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help || values.wallet === undefined) {
    console.log(usage);
    process.exitCode = values.help ? 0 : 2;
  } else {
    console.log(policyLines({ walletUrl: values.wallet, isBundled: values.npm ?? false, asHeader: values.header ?? false, digests: readDigests() }).join('\n'));
  }
} catch (error) {
  console.error(`alcove-csp: ${error.message}`);
  process.exitCode = 2;
}
