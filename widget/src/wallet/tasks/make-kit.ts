import { WalletError } from '../../../../host-sdk/src/contract/errors.ts';
import type { SealedResults } from '../../contract/sealed.ts';
import { fromUtf8, wipe } from '../../crypto/bytes.ts';
import { attempt } from './attempt.ts';
import { changeWraps } from './change-wraps.ts';
import { withPin } from './pin-entry.ts';
import { type TaskContext, TaskEnded } from './task-context.ts';
import { readKit } from './task-results.ts';
import { wordBytes } from './words.ts';

type Kit = Extract<SealedResults['wrap_add'], { readonly words: Uint8Array }>;

/** A file of another wallet, or one that names another address, would be found out on the day it is needed. */
function assertOwnFile(kit: Uint8Array, context: TaskContext): void {
  const { format, walletId, address } = JSON.parse(fromUtf8(kit)) as Record<string, unknown>;
  const isOwn = format === 'alcove-recovery-kit' && walletId === context.walletId && String(address).toLowerCase() === context.address?.toLowerCase();
  if (!isOwn) throw new WalletError(-32603, 'The kit is not one of this wallet.', { reason: 'response_invalid', field: 'kit' });
}

async function askForKit(context: TaskContext): Promise<Kit> {
  const { walletId, enclave } = context;
  for (;;) {
    const choice = await context.ask('choice', { name: 'intro' });
    if (choice === null) throw new TaskEnded();
    const { passphrase = '' } = choice;
    const made = await withPin(context, async (pin) => {
      const { result } = await enclave.perform('wrap_add', walletId, { step: 'kit', pin, ...(passphrase === '' ? {} : { passphrase }) }, readKit);
      assertOwnFile(result.kit, context);
      return result;
    });
    if (made !== null && 'value' in made) return made.value;
  }
}

/** Three words come back: only then the kit is a way into the wallet (PROTOCOL §6.10). */
async function confirm(context: TaskContext, { wrapId, positions }: Kit, show: () => Promise<unknown>): Promise<void> {
  let problem: 'factor_wrong' | null = null;
  for (;;) {
    const answer = await context.ask('words', { name: 'check', positions, problem });
    if (answer === null) {
      problem = null;
      await show();
      continue;
    }
    const words = wordBytes(answer.words, new Set([positions.length]));
    problem = 'factor_wrong';
    if (words === null) continue;
    try {
      const work = () => changeWraps(context, 'wrap_add', { step: 'confirm', wrapId, words });
      if ('value' in (await attempt(context, work, ['factor_wrong']))) return;
    } finally {
      wipe(words);
    }
  }
}

/** A recovery kit: shown once, kept by the person, and confirmed by three of its words. */
export async function makeKit(context: TaskContext): Promise<void> {
  const kit = await askForKit(context);
  const file = new Uint8Array(kit.kit);
  try {
    const words = fromUtf8(kit.words).split(' ');
    const fileName = `alcove-recovery-kit-${(context.address ?? '').slice(2, 10)}.json`;
    const show = async () => {
      if ((await context.ask('proceed', { name: 'kit', words, fileName, file })) === null) throw new TaskEnded();
    };
    await show();
    await confirm(context, kit, show);
  } finally {
    for (const secret of [kit.words, kit.kit, file]) wipe(secret);
  }
}
