import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Clock, RandomBytes } from '../deps.ts';
import type { AuditEvent } from '../store/audit-entry.ts';
import type { AppRow, RegistryStore } from '../store/registry-rows.ts';
import type { AppConfig } from './app-config.ts';
import { checkApp } from './check-app.ts';
import { ConfigError, ConflictError } from './config-error.ts';

/*
 * What an operator does to apps. Command line and admin page both come here, so that both check, refuse and write into the
 * audit log alike: the entry stands in the same transaction as the change.
 */

export type ManageDeps = {
  readonly store: RegistryStore;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Who does it, for the audit log, e.g. `operator:cli:ada`. */
  readonly actor: string;
};

/** Settings to put in place of those there; null takes one away. */
export type AppChange = { readonly [Field in keyof AppConfig]?: AppConfig[Field] | null };
/** Settings that may be absent: null takes one of these away, where for others it is a value like any (a logo). */
const optionalSettings: ReadonlySet<string> = new Set(['theme', 'walletConnect', 'tokens', 'limits', 'reviewedOrigins']);
export type ManagedApp = AppConfig & { readonly createdAtMs: number; readonly updatedAtMs: number; readonly removedAtMs: number | null };

/** Keys in the order of their code units on every level, so that one setting has one digest. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}

/** SHA-256 in hex of a setting, for the audit log: it says that something changed and holds whoever claims what it was. */
export function digestOf(value: unknown): string | null {
  return value === undefined || value === null ? null : bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));
}

/** Names the settings of a row as they are now. */
export function versionOf({ config }: { readonly config: string }): string {
  return digestOf(JSON.parse(config)) ?? '';
}

export function toManagedApp(row: AppRow): ManagedApp {
  const { createdAtMs, updatedAtMs, removedAtMs } = row;
  return { ...(JSON.parse(row.config) as AppConfig), createdAtMs, updatedAtMs, removedAtMs };
}

async function findRow(appId: string, { store }: ManageDeps): Promise<AppRow> {
  const row = await store.findApp(appId);
  if (row === null || row.removedAtMs !== null) throw new ConfigError('appId', 'is not registered');
  return row;
}

function eventOf(action: string, appId: string, detail: AuditEvent['detail'], { actor, clock }: ManageDeps): AuditEvent {
  return { appId, atMs: clock.nowMs(), actor, action, subject: appId, detail };
}

async function write(row: AppRow, expected: string | null, event: AuditEvent, { store }: ManageDeps): Promise<ManagedApp> {
  if (!(await store.saveApp(row, expected, event))) throw new ConflictError('appId');
  return toManagedApp(row);
}

/** Registers an app, or one anew that was removed. @throws ConfigError */
export async function addApp(candidate: unknown, deps: ManageDeps): Promise<ManagedApp> {
  const app = checkApp(candidate);
  const earlier = await deps.store.findApp(app.appId);
  if (earlier !== null && earlier.removedAtMs === null) throw new ConfigError('appId', 'is registered already');
  const nowMs = deps.clock.nowMs();
  const row = { appId: app.appId, config: canonicalJson(app), createdAtMs: earlier?.createdAtMs ?? nowMs, updatedAtMs: nowMs, removedAtMs: null };
  const detail = { before: earlier === null ? null : digestOf(JSON.parse(earlier.config)), after: digestOf(app) };
  return write(row, earlier?.config ?? null, eventOf('app.added', app.appId, detail, deps), deps);
}

/**
 * Changes settings of an app; one entry in the audit log names each field that changed, with its digest before and after.
 *
 * @param version of the settings that the change was made from (`versionOf`), where somebody looked at them before. Default: whatever is there.
 * @throws ConfigError, ConflictError
 */
export async function changeApp(appId: string, change: AppChange, deps: ManageDeps, version?: string): Promise<ManagedApp> {
  const row = await findRow(appId, deps);
  if (version !== undefined && version !== versionOf(row)) throw new ConflictError('appId');
  const before = JSON.parse(row.config) as Record<string, unknown>;
  if (change.appId !== undefined && change.appId !== appId) throw new ConfigError('appId', 'cannot be changed: wallets belong to it');
  const merged = Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined));
  const after = checkApp(Object.fromEntries(Object.entries(merged).filter(([field, value]) => !(value === null && optionalSettings.has(field)))));
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const changed = fields.filter((field) => canonicalJson(before[field] ?? null) !== canonicalJson((after as Record<string, unknown>)[field] ?? null));
  if (changed.length === 0) return toManagedApp(row);
  const digests = changed.flatMap((field) => [
    [`${field}.before`, digestOf(before[field])],
    [`${field}.after`, digestOf((after as Record<string, unknown>)[field])],
  ]);
  const event = eventOf('app.changed', appId, Object.fromEntries(digests) as AuditEvent['detail'], deps);
  return write({ ...row, config: canonicalJson(after), updatedAtMs: deps.clock.nowMs() }, row.config, event, deps);
}

/** The app serves nobody any more. Its people's wallets stay, and are there again when it is added again. @throws ConfigError */
export async function removeApp(appId: string, deps: ManageDeps): Promise<ManagedApp> {
  const row = await findRow(appId, deps);
  const nowMs = deps.clock.nowMs();
  const event = eventOf('app.removed', appId, { before: digestOf(JSON.parse(row.config)), after: null }, deps);
  return write({ ...row, updatedAtMs: nowMs, removedAtMs: nowMs }, row.config, event, deps);
}

/** @throws ConfigError `allowedOrigins[n]` with the reason an entry may not stand. */
export async function addOrigin(appId: string, origin: string, deps: ManageDeps): Promise<ManagedApp> {
  const { allowedOrigins } = toManagedApp(await findRow(appId, deps));
  return changeApp(appId, { allowedOrigins: [...allowedOrigins, origin] }, deps);
}

/** What was reviewed of it goes too. @throws ConfigError */
export async function removeOrigin(appId: string, origin: string, deps: ManageDeps): Promise<ManagedApp> {
  const { allowedOrigins, reviewedOrigins } = toManagedApp(await findRow(appId, deps));
  if (!allowedOrigins.includes(origin)) throw new ConfigError('origin', 'is not one of the app’s');
  const without = (list: readonly string[]) => list.filter((entry) => entry !== origin);
  return changeApp(
    appId,
    { allowedOrigins: without(allowedOrigins), ...(reviewedOrigins === undefined ? {} : { reviewedOrigins: without(reviewedOrigins) }) },
    deps,
  );
}
