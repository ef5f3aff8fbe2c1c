import type { PinField } from '../../contract/sealed.ts';
import { type Bytes, wipe } from '../../crypto/bytes.ts';
import type { Plaintext } from '../enclave-client.ts';
import { activatePin } from './activate-pin.ts';
import { achieve, attempt } from './attempt.ts';
import { usePasskey } from './passkey-prf.ts';
import { newPin } from './pin-entry.ts';
import { type TaskContext, TaskEnded } from './task-context.ts';
import { readPinResult } from './task-results.ts';
import { kitLengths, wordBytes } from './words.ts';

/** No export and a cap on payments for this long after a recovery (PROTOCOL §6.11). */
const HOLD_MS = 24 * 3_600_000;

/** What proves that the wallet is the person's. */
type Factor =
  | { readonly factor: 'kit'; readonly words: Bytes; readonly passphrase?: string }
  | { readonly factor: 'passkey'; readonly credentialId: Bytes; readonly prf: Bytes };

async function askForWords(context: TaskContext, wrong: boolean): Promise<Factor | null> {
  let problem: 'words_invalid' | 'factor_wrong' | null = wrong ? 'factor_wrong' : null;
  for (;;) {
    const answer = await context.ask('words', { name: 'enter-words', problem });
    if (answer === null) return null;
    const words = wordBytes(answer.words, kitLengths);
    if (words !== null) return { factor: 'kit', words, ...(answer.passphrase === '' ? {} : { passphrase: answer.passphrase }) };
    problem = 'words_invalid';
  }
}

/** Words or passkey, as the person chooses; from the words one can go back to the choice. */
async function askForFactor(context: TaskContext): Promise<Factor> {
  for (;;) {
    const choice = await context.ask('choice', { name: 'intro' });
    if (choice === null) throw new TaskEnded();
    const kind = choice.factor ?? 'kit';
    context.setFactor(kind);
    const found =
      kind === 'kit'
        ? await askForWords(context, false)
        : { factor: kind, ...(await achieve(context, () => usePasskey(context.walletId, null, context.signal))) };
    if (found !== null) return found;
  }
}

/**
 * The way back without the PIN: a factor, a new PIN, and the change in the same two steps as a PIN's.
 *
 * @returns until when large payments and exports are refused, Unix milliseconds.
 */
export async function recoverWallet(context: TaskContext): Promise<number> {
  const { walletId, enclave } = context;
  const secrets: Uint8Array[] = [];
  const kept = <Kept extends Factor>(factor: Kept): Kept => {
    secrets.push(factor.factor === 'kit' ? factor.words : factor.prf);
    return factor;
  };
  try {
    let factor: Factor | null = null;
    let chosen: PinField | null = null;
    for (;;) {
      factor ??= kept(await askForFactor(context));
      chosen ??= await newPin(context);
      if (chosen === null) {
        factor = null;
        continue;
      }
      secrets.push(chosen);
      const plaintext: Plaintext<'recover'> = { ...factor, newPin: chosen };
      // Other words may be typed at once; of a passkey that opens nothing the person is told.
      const leads = factor.factor === 'kit' ? (['factor_wrong'] as const) : [];
      const found = await attempt(context, () => enclave.perform('recover', walletId, plaintext, readPinResult), leads);
      if ('value' in found) return (await activatePin(context, found.value)) + HOLD_MS;
      if (found.refused === 'factor_wrong') factor = await askForWords(context, true);
      else chosen = null;
      if (factor !== null) kept(factor);
    }
  } finally {
    for (const secret of secrets) wipe(secret);
  }
}
