import { parseSignature, selectorOf, textHash } from '../src/clear-signing/abi-type.ts';
import type { DescriptorEntry, DescriptorField, DescriptorFormat, DescriptorItem, FieldFormat, FieldParams } from '../src/clear-signing/descriptor.ts';

/*
 * Turns one ERC-7730 file, merged with what it includes, into what the wallet reads: references are followed, constants put in,
 * functions named by their selectors and messages by their type hashes. Whatever is not understood refuses the format, with its reason.
 */

export type JsonObject = { readonly [key: string]: unknown };

export class DescriptorError extends Error {}

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

function objectAt(value: unknown, where: string): JsonObject {
  if (!isObject(value)) throw new DescriptorError(`${where} is not an object`);
  return value;
}

function textAt(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '') throw new DescriptorError(`${where} is not text`);
  return value;
}

const knownFormats: ReadonlySet<string> = new Set<FieldFormat>([
  'raw',
  'amount',
  'tokenAmount',
  'nftName',
  'date',
  'duration',
  'unit',
  'enum',
  'addressName',
  'calldata',
]);

/** What `$.` leads to in the file itself. */
function follow(file: JsonObject, path: string): unknown {
  const found = path
    .slice(2)
    .split('.')
    .reduce<unknown>((value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined), file);
  if (found === undefined) throw new DescriptorError(`${path} is not in the file`);
  return found;
}

const constant = (file: JsonObject, value: unknown): unknown => (typeof value === 'string' && value.startsWith('$.') ? follow(file, value) : value);

/** Roots are kept (`@.`), the data's own is implied (`#.` stays, because inside a group it means the whole). */
function pathOf(value: unknown): string {
  const path = textAt(value, 'path');
  if (path.startsWith('$.')) throw new DescriptorError(`${path} leads to no data`);
  // The first schema wrote `a[0].b` as well.
  return path.replace(/([^.])\[/g, '$1.[');
}

function readParams(file: JsonObject, params: JsonObject): FieldParams {
  const read: { [key: string]: unknown } = {};
  for (const [name, value] of Object.entries(params)) {
    if (name === 'types' || name === 'sources' || name === 'senderAddress' || name === 'spenderPath' || name === 'spender') continue;
    if (isObject(value)) throw new DescriptorError(`${name} is a map`);
    if (name === '$ref') read.values = objectAt(follow(file, textAt(value, name)), name);
    else if (name === 'thresholdLabel') read.message = value;
    else if (name === 'nativeCurrencyAddress') read[name] = (Array.isArray(value) ? value : [value]).map((item) => textAt(constant(file, item), name));
    else if (name.endsWith('Path')) read[name] = pathOf(value);
    else if (['token', 'collection', 'callee', 'threshold', 'message', 'base', 'decimals', 'prefix', 'encoding', 'selector'].includes(name))
      read[name] = constant(file, value);
    else throw new DescriptorError(`parameter ${name} is not known`);
  }
  if (read.threshold !== undefined) read.threshold = BigInt(String(read.threshold)).toString();
  return read as FieldParams;
}

function visibilityOf(visible: unknown): Pick<DescriptorField, 'hidden' | 'mustBe'> {
  if (visible === 'never') return { hidden: true };
  if (!isObject(visible)) return {};
  const wanted = visible.mustBe ?? visible.mustMatch;
  // Shown even where the file would leave it out (`ifNotIn`): more is never less than agreed.
  return Array.isArray(wanted) ? { mustBe: wanted.map(String) } : {};
}

function readItem(file: JsonObject, value: unknown, excluded: ReadonlySet<unknown>): readonly DescriptorItem[] {
  const item = objectAt(value, 'a field');
  if (Array.isArray(item.fields)) {
    const fields = item.fields.flatMap((field) => readItem(file, field, excluded));
    return item.path === undefined ? fields : [{ path: pathOf(item.path), fields }];
  }
  const definition = item.$ref === undefined ? {} : objectAt(follow(file, textAt(item.$ref, '$ref')), '$ref');
  const merged: JsonObject = {
    ...definition,
    ...item,
    params: { ...(isObject(definition.params) ? definition.params : {}), ...(isObject(item.params) ? item.params : {}) },
  };
  if (merged.encryption !== undefined) throw new DescriptorError('an encrypted field');
  const format = merged.format ?? 'raw';
  if (typeof format !== 'string' || !knownFormats.has(format)) throw new DescriptorError(`format ${String(format)} is not known`);
  const hidden = excluded.has(merged.path) ? { hidden: true as const } : visibilityOf(merged.visible);
  const params = readParams(file, merged.params as JsonObject);
  return [
    {
      ...(merged.path === undefined ? { value: String(constant(file, merged.value)) } : { path: pathOf(merged.path) }),
      label: typeof merged.label === 'string' && merged.label !== '' ? merged.label : String(merged.path ?? 'Value'),
      format: format as FieldFormat,
      ...(Object.keys(params).length === 0 ? {} : { params }),
      ...hidden,
    },
  ];
}

function intentOf(value: unknown): string {
  if (isObject(value))
    return Object.entries(value)
      .map(([name, text]) => `${name}: ${String(text)}`)
      .join(', ');
  return textAt(value, 'intent');
}

function readFormat(file: JsonObject, signature: string, value: unknown): DescriptorFormat {
  const format = objectAt(value, signature);
  const excluded = Array.isArray(format.excluded) ? format.excluded : [];
  const required = Array.isArray(format.required) ? format.required.map(pathOf) : [];
  const fields = (Array.isArray(format.fields) ? format.fields : []).flatMap((field) => readItem(file, field, new Set(excluded)));
  const mentioned = new Set(fields.map((field) => field.path));
  const hidden = excluded
    .filter((path) => !mentioned.has(path))
    .map((path): DescriptorField => ({ path: pathOf(path), label: String(path), format: 'raw', hidden: true }));
  return {
    signature,
    intent: intentOf(format.intent ?? signature.split('(')[0]),
    fields: [...fields, ...hidden],
    ...(required.length === 0 ? {} : { required }),
  };
}

export type ReadDescriptor = {
  readonly kind: 'call' | 'message';
  /** Chain and lower-case address of each contract it is for; empty for a file that is only there to be included, or a standard's. */
  readonly deployments: readonly { readonly chainId: number; readonly address: string }[];
  readonly entry: DescriptorEntry;
  /** Formats that were left out, and why. */
  readonly refused: readonly string[];
};

function deploymentsOf(context: JsonObject): ReadDescriptor['deployments'] {
  const listed = Array.isArray(context.deployments) ? context.deployments : [];
  return listed.map((deployment: unknown) => {
    const { chainId, address } = objectAt(deployment, 'a deployment');
    if (!Number.isSafeInteger(chainId) || typeof address !== 'string' || !/^0x[0-9a-fA-F]{40}$/.test(address))
      throw new DescriptorError('a deployment without chain or address');
    return { chainId: chainId as number, address: address.toLowerCase() };
  });
}

/** EIP-712 type strings name a message by their hash; one without members is the name alone, which fits anything and is refused. */
function keyOf(kind: ReadDescriptor['kind'], signature: string): string {
  if (kind === 'message') {
    if (!/^[A-Za-z_$][\w$]*\(.*\)$/.test(signature)) throw new DescriptorError('a message without its types');
    return textHash(signature);
  }
  try {
    return selectorOf(parseSignature(signature));
  } catch {
    throw new DescriptorError('not a function with its parameters');
  }
}

/**
 * @param file parsed JSON, includes merged.
 * @throws DescriptorError for a file that is no descriptor.
 */
export function readDescriptor(file: JsonObject): ReadDescriptor {
  const context = objectAt(file.context, 'context');
  const kind = isObject(context.contract) ? 'call' : 'message';
  const bound = objectAt(kind === 'call' ? context.contract : context.eip712, 'context');
  const metadata = isObject(file.metadata) ? file.metadata : {};
  const display = objectAt(file.display, 'display');
  const formats: { [key: string]: DescriptorFormat } = {};
  const refused: string[] = [];
  for (const [signature, value] of Object.entries(objectAt(display.formats, 'display.formats'))) {
    try {
      const key = keyOf(kind, signature);
      if (Object.hasOwn(formats, key)) throw new DescriptorError('is there twice');
      formats[key] = readFormat(file, signature, value);
    } catch (error) {
      if (!(error instanceof DescriptorError)) throw error;
      refused.push(`${signature.slice(0, 60)}: ${error.message}`);
    }
  }
  const { owner, contractName, token } = metadata;
  const { domain } = bound;
  const entry: DescriptorEntry = {
    owner: typeof owner === 'string' ? owner : typeof contractName === 'string' ? contractName : null,
    ...(isObject(token) && typeof token.ticker === 'string' && Number.isSafeInteger(token.decimals)
      ? { token: { symbol: token.ticker, decimals: token.decimals as number } }
      : {}),
    ...(kind === 'message' && isObject(domain) && Object.keys(domain).length > 0 ? { domain } : {}),
    formats,
  };
  return { kind, deployments: deploymentsOf(bound), entry, refused };
}
