import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { type Hex, parseTransaction } from 'viem';
import { checkTypedData } from '../../host-sdk/src/contract/typed-data-guard.ts';
import { type Pack, packFolders } from '../../widget/descriptors/pack-folder.ts';
import { describeCall } from '../../widget/src/clear-signing/describe-call.ts';
import { describeMessage } from '../../widget/src/clear-signing/describe-message.ts';
import type { Descriptors } from '../../widget/src/clear-signing/descriptor.ts';
import { loadDescriptors } from '../../widget/src/clear-signing/load-descriptors.ts';
import type { DisplayRow } from '../../widget/src/state/state.ts';
import { needsVectors, vectorFolder } from './vectors.ts';

/*
 * The registry of ERC-7730 descriptors with its own test cases: what other wallets' screens showed for real calldata and typed data
 * must be among what ours shows. Texts are compared without blanks (theirs are broken at the width of a small screen), amounts by
 * their digits (token decimals would have to be asked of a chain).
 */

type Case = { readonly description?: string; readonly rawTx?: Hex; readonly data?: unknown; readonly expectedTexts?: readonly string[] };

/** Files with a case that the descriptor does not bind to, by its domain, its types or its bytes: they must not be described. */
const mismatched: ReadonlyMap<string, string> = new Map([
  ['1inch/tests/eip712-1inch-limit-order', 'another domain'],
  ['hyperliquid/tests/eip712-withdraw', 'a type name that EIP-712 does not allow'],
  ['lens/tests/eip712-lens-token-handle-registry', 'another domain'],
  ['morpho/tests/calldata-gauntlet-gteUSDc', 'more bytes after the parameters than a mark'],
  ['okx/tests/calldata-OkxDexRouterV1.0.7-multi-commission', 'a commission after the parameters, which the contract reads'],
  ['permit/tests/eip712-permit-arbitrum-bridged-usdc', 'another domain'],
  ['permit/tests/eip712-permit-avalanche_c_chain-savax', 'another domain'],
  ['permit/tests/eip712-permit-avalanche_c_chain-yetiswap', 'another domain'],
  ['permit/tests/eip712-permit-base-aero', 'another domain'],
  ['permit/tests/eip712-permit-base-usdt', 'another domain'],
  ['permit/tests/eip712-permit-ethereum-lido-wsteth', 'another domain'],
  ['permit/tests/eip712-permit-ethereum-usds', 'another domain'],
  ['permit/tests/eip712-permit-optimism-bob', 'another domain'],
  ['permit/tests/eip712-permit-polygon-aave-weth', 'another domain'],
  ['permit/tests/eip712-permit-polygon-bridged-usdc', 'another domain'],
  ['permit/tests/eip712-permit-polygon-quick', 'another domain'],
  ['permit/tests/eip712-permit-polygon-usdt', 'another domain'],
  ['rarible/tests/eip712-rarible-exchange-v2-meta-tx', 'a domain with a salt in place of the chain'],
]);

const person: Hex = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8';
const squash = (text: string) => text.replace(/[\s\u00a0,]/g, '').toLowerCase();
const digits = (text: string) => text.replace(/[^0-9]/g, '').replace(/^0+|0+$/g, '');
const rowText = (row: DisplayRow) => `${row.label}|${row.kind === 'address' ? row.address : row.kind === 'amount' ? `${row.value} ${row.symbol}` : row.text}`;

/** "2026-07-01 12:00:00 AM UTC" as ISO has it. */
function isoDate(text: string): string {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d)(:\d\d:\d\d) (AM|PM) UTC$/.exec(text);
  if (match === null) return text;
  const [, day, hour, rest, half] = match;
  return `${day} ${String((Number(hour) % 12) + (half === 'PM' ? 12 : 0)).padStart(2, '0')}${rest} UTC`;
}

/** What the other wallet's frame said, not the descriptor: fees, its own headings, a name service, a network's name, cut-off captions. */
function isFrame(texts: readonly string[], index: number): boolean {
  const text = texts[index] ?? '';
  const isFee = text.startsWith('Max fees') || (texts[index - 1] ?? '').startsWith('Max fees');
  return isFee || text === 'Interaction with' || /\.eth$|Network |Swipe to review|^eview |^eceive |^SR |Minimum to$/.test(text);
}

function isShown(text: string, rows: readonly DisplayRow[], all: string): boolean {
  if (all.includes(squash(isoDate(text)).replaceAll('???', ''))) return true;
  const amount = /^(.*?)([\d. ]+)( \S+)?$/.exec(text);
  if (amount === null || digits(text) === '') return false;
  return rows.some((row) => (row.kind === 'text' || row.kind === 'amount') && digits(row.kind === 'text' ? row.text : row.value) === digits(amount[2] ?? ''));
}

describe('ERC-7730 registry', needsVectors, () => {
  const folder = vectorFolder('erc7730');
  let pack: Pack;
  let descriptors: Descriptors;
  before(() => {
    pack = packFolders([folder], '');
    const read = async (name: string) => pack.files.get(name) ?? assert.fail(`${name} is not in the pack`);
    descriptors = loadDescriptors({ indexSha256: pack.indexSha256, read });
  });

  async function show({ rawTx, data }: Case) {
    const around = (chainId: number) => ({ chainId, native: { symbol: 'ETH', decimals: 18 }, descriptors, token: async () => null });
    if (rawTx !== undefined) {
      const { to, value = 0n, data: calldata = '0x', chainId = 1 } = parseTransaction(rawTx);
      return describeCall({ to: to ?? '0x', from: person, valueWei: value, data: calldata }, around(chainId));
    }
    const typed = checkTypedData(data);
    return describeMessage(typed, person, around(Number(typed.domain.chainId)));
  }

  it('reads every file of the registry, but for what the schema leaves open', (t) => {
    t.diagnostic(`${pack.formats} formats for ${pack.contracts} contracts in ${pack.files.size} files; left out: ${pack.refused.join('; ')}`);
    assert.ok(pack.formats > 1_100 && pack.contracts > 800);
    assert.ok(pack.refused.length <= 6, pack.refused.join('\n'));
  });

  it('describes every case that binds, and shows what the case expects', async (t) => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tests.json'));
    const missing: string[] = [];
    const undescribed: string[] = [];
    let cases = 0;
    let texts = 0;
    for (const file of files.sort()) {
      const name = file.replace(/^registry\//, '').replace(/\.tests\.json$/, '');
      const { tests } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { readonly tests: readonly Case[] };
      for (const test of tests) {
        cases++;
        const described = await show(test).catch(() => null);
        if (described === null) {
          undescribed.push(name);
          continue;
        }
        const { rows, intent, owner } = described;
        const all = squash([...rows.map(rowText), intent, owner ?? ''].join('|'));
        const expected = test.expectedTexts ?? [];
        expected.forEach((text, index) => {
          if (isFrame(expected, index)) return;
          texts++;
          if (!isShown(text, rows, all)) missing.push(`${name} (${test.description}): ${text}`);
        });
      }
    }
    t.diagnostic(`${cases} cases in ${files.length} files, ${undescribed.length} that do not bind; ${texts} texts, ${missing.length} not found as written`);
    for (const line of missing) t.diagnostic(line);
    assert.deepEqual([...new Set(undescribed)].sort(), [...mismatched.keys()].sort());
    assert.ok(texts > 2_000);
    assert.ok(missing.length / texts < 0.03, `${missing.length} of ${texts}`);
  });
});
