import { msg, str } from '@lit/localize';
import type { Wallet } from '../contract/wallet-api.ts';
import { formatDaysAgo } from '../i18n/format.ts';

export type Backup = NonNullable<Wallet['backups']>[number];

const yearMs = 365 * 86_400_000;

/** A backup that opens the wallet: a kit whose words were not entered again may have been written down wrongly. */
export function isGood({ confirmedAtMs }: Backup): boolean {
  return confirmedAtMs !== null;
}

export function backupName({ kind }: Backup): string {
  return kind === 'kit' ? msg('Recovery kit', { id: 'backup.kit' }) : msg('Passkey', { id: 'backup.passkey' });
}

/** How old it is, and whether something should be done about it. */
export function backupAge(backup: Backup, nowMs: number = Date.now()): { readonly text: string; readonly isCaution: boolean } {
  if (!isGood(backup)) return { text: msg('Not finished: remove it and make a new one', { id: 'backup.unfinished' }), isCaution: true };
  const ago = formatDaysAgo(backup.createdAtMs, nowMs);
  if (nowMs - backup.createdAtMs < yearMs) return { text: msg(str`Made ${ago}`, { id: 'backup.made' }), isCaution: false };
  return { text: msg(str`Made ${ago}. Check that you still have it.`, { id: 'backup.old' }), isCaution: true };
}

/** One line for the settings: the newest that opens the wallet, or that there is none. */
export function backupSummary(backups: readonly Backup[], nowMs: number = Date.now()): { readonly text: string; readonly isCaution: boolean } {
  const newest = backups.filter(isGood).at(-1);
  if (newest === undefined) return { text: msg('No backup yet', { id: 'backup.none' }), isCaution: true };
  return { text: `${backupName(newest)} · ${formatDaysAgo(newest.createdAtMs, nowMs)}`, isCaution: backupAge(newest, nowMs).isCaution };
}
