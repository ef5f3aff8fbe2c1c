import { withPin } from './pin-entry.ts';
import { type TaskContext, TaskEnded } from './task-context.ts';
import { readDerived } from './task-results.ts';

/** The next address of the same seed. Its proof is checked and it is pinned before it is shown. */
export async function addAccount(context: TaskContext): Promise<void> {
  const { walletId, enclave, accounts } = context;
  const accountIndex = context.nextAccountIndex();
  const added = await withPin(context, async (pin) => {
    const derived = await enclave.perform('address_derive', walletId, { accountIndex, pin }, readDerived);
    return await accounts.prove(walletId, accountIndex, derived);
  });
  if (added === null) throw new TaskEnded();
}
