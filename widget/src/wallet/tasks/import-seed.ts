import type { PinField } from '../../contract/sealed.ts';
import type { Bytes } from '../../crypto/bytes.ts';
import { attempt } from './attempt.ts';
import { forget } from './forget.ts';
import { inOwnWindow } from './own-window.ts';
import { newPin } from './pin-entry.ts';
import { type TaskContext, TaskEnded } from './task-context.ts';
import { readImported } from './task-results.ts';
import { wordBytes } from './words.ts';

async function askForWords(context: TaskContext, wrong: boolean): Promise<Bytes> {
  let problem: 'words_invalid' | null = wrong ? 'words_invalid' : null;
  for (;;) {
    const answer = await context.ask('words', { name: 'enter-words', problem });
    if (answer === null) {
      if ((await context.ask('proceed', { name: 'intro' })) === null) throw new TaskEnded();
      continue;
    }
    const words = wordBytes(answer.words);
    if (words !== null) return words;
    problem = 'words_invalid';
  }
}

/** A wallet from words that exist elsewhere, marked so for good (PROTOCOL §6.13). Activated like one that was created. */
export async function importSeed(context: TaskContext): Promise<void> {
  const { walletId, enclave, accounts } = context;
  await inOwnWindow(context);
  if ((await context.ask('proceed', { name: 'intro' })) === null) throw new TaskEnded();
  let words: Bytes | null = null;
  let pin: PinField | null = null;
  let wrong = false;
  try {
    for (;;) {
      words ??= await askForWords(context, wrong);
      pin ??= await newPin(context);
      if (pin === null) {
        words = forget(words);
        wrong = false;
        continue;
      }
      const plaintext = { words, pin };
      const work = () => accounts.createBy(walletId, () => enclave.perform('import', walletId, plaintext, readImported));
      const imported = await attempt(context, work, ['mnemonic_invalid']);
      if ('value' in imported) return;
      wrong = imported.refused === 'mnemonic_invalid';
      if (wrong) words = forget(words);
      else pin = forget(pin);
    }
  } finally {
    forget(words);
    forget(pin);
  }
}
