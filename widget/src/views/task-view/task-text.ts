import { msg, str } from '@lit/localize';
import { formatMoment } from '../../i18n/format.ts';
import type { TaskKind } from '../../state/task.ts';

/** What the person is doing: the heading of its beginning, and the line above the PIN. */
export function taskName(kind: TaskKind): string {
  switch (kind) {
    case 'pin-change':
      return msg('Change PIN', { id: 'task.pin-change' });
    case 'kit':
      return msg('Make a recovery kit', { id: 'task.kit' });
    case 'passkey':
      return msg('Add a passkey', { id: 'task.passkey' });
    case 'recover':
      return msg('Choose a new PIN', { id: 'task.recover' });
    case 'account':
      return msg('Add an account', { id: 'task.account' });
    case 'export':
      return msg('Show secret words', { id: 'task.export' });
    case 'import':
      return msg('Bring a wallet you have', { id: 'task.import' });
    case 'remove-backup':
      return msg('Remove a backup', { id: 'task.remove-backup' });
  }
}

/** What it does, in a sentence or two. */
export function introText(kind: TaskKind): string {
  switch (kind) {
    case 'kit':
      return msg('A file and 24 words. Together they open your wallet if you forget your PIN, and even if this service is gone.', { id: 'kit.text' });
    case 'passkey':
      return msg('Your device keeps it and asks for your face, finger or screen lock. With it you can choose a new PIN.', { id: 'passkey.text' });
    case 'recover':
      return msg('Show with a backup that this wallet is yours. The old PIN then stops working.', { id: 'recover.text' });
    default:
      return msg('Enter its 12 to 24 words. Whoever else has them can still use this wallet.', { id: 'import.text' });
  }
}

type DoneText = { readonly heading: string; readonly text: string };

/** @param holdUntilMs until then large payments are refused. */
export function doneText(kind: TaskKind, holdUntilMs: number | null): DoneText {
  switch (kind) {
    case 'kit':
      return {
        heading: msg('Your wallet is backed up', { id: 'kit.done' }),
        text: msg('Keep the file and the words in different places, and away from this device.', { id: 'kit.done-text' }),
      };
    case 'passkey':
      return { heading: msg('Passkey added', { id: 'passkey.done' }), text: msg('It works only with this wallet and this site.', { id: 'passkey.done-text' }) };
    case 'remove-backup':
      return {
        heading: msg('Backup removed', { id: 'remove-backup.done' }),
        text: msg('It opens your wallet here no more. A kit still gives its seed: destroy file and words.', { id: 'remove-backup.done-text' }),
      };
    case 'account':
      return {
        heading: msg('Account added', { id: 'account.done' }),
        text: msg('It has an address of its own. PIN and backups are the same.', { id: 'account.done-text' }),
      };
    case 'pin-change':
    case 'recover':
      return {
        heading: msg('Your new PIN works', { id: 'pin.done' }),
        text:
          holdUntilMs === null
            ? msg('The old one opens nothing any more.', { id: 'pin.done-text' })
            : msg(str`In case it was not you: until ${formatMoment(holdUntilMs)} large payments and showing the secret words are refused.`, {
                id: 'recover.hold',
              }),
      };
    default:
      return {
        heading: msg('Your wallet is ready', { id: 'create.done.title' }),
        text: msg('This is your address. It is safe to share: money can only come in with it.', { id: 'create.done.text' }),
      };
  }
}
