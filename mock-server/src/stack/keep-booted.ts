import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../app-deps.ts';
import type { Clock, RandomBytes } from '../deps.ts';
import type { BootRequest } from '../enclave/manifest.ts';
import { bootFleetEnclave, SecretTaken, sealedSecretSetting } from '../enclave-client/boot-fleet.ts';
import type { BootableEnclaveClient } from '../enclave-client/calls.ts';
import type { Store } from '../store/store.ts';
import { StackError } from './stack-error.ts';

export type KeepBootedOptions = {
  readonly client: BootableEnclaveClient;
  readonly boot: Omit<BootRequest, 'enclaveId' | 'sealedSecret'>;
  readonly releaseSeq: number;
  /** Whether a secret may be made where the store has none. An empty database must not quietly become a new fleet, which opens no wallet. */
  readonly mayMakeSecret: boolean;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly logger: Logger;
  /** Pause between two looks. Default 2000 (2 seconds). */
  readonly intervalMs?: number;
};

/**
 * Looks after an enclave that something else starts and ends: one that answers and was not booted is booted.
 *
 * @returns when `stopping` is aborted; the enclave goes on.
 * @throws StackError where the enclave must not serve, or is of another release: it has to be started anew first.
 */
export async function keepBooted(options: KeepBootedOptions, stopping: AbortSignal): Promise<void> {
  const { client, store, logger, releaseSeq, intervalMs = 2_000 } = options;
  let seen: string | null = null;
  let reported: string | null = null;

  /** Each reason once, and not every two seconds. */
  function report(reason: string): void {
    if (reason !== reported) logger.warn({ part: 'enclave', reason }, 'not booted; trying again');
    reported = reason;
  }

  async function look(): Promise<void> {
    const health = await client.health().catch(() => null);
    if (health === null) {
      if (!options.mayMakeSecret && (await store.getSetting(sealedSecretSetting)) === null) {
        throw new Error('the database has no fleet secret; ALCOVE_NEW_FLEET=1 makes one, at the very first boot of a deployment');
      }
      await bootFleetEnclave(client, options.boot, options);
      return look();
    }
    if (health.releaseSeq !== releaseSeq) throw new StackError(`The enclave was booted as release ${health.releaseSeq}, not ${releaseSeq}: start it anew.`);
    if (health.enclaveId !== seen) logger.info({ part: 'enclave', enclaveId: health.enclaveId, pcr0: health.pcr0, releaseSeq }, 'booted');
    seen = health.enclaveId;
    reported = null;
  }

  while (!stopping.aborted) {
    try {
      await look();
    } catch (error) {
      if (error instanceof SecretTaken)
        throw new StackError('Another enclave made the fleet’s secret at the same time: start this one anew.', { cause: error });
      if (error instanceof StackError) throw error;
      report(error instanceof Error ? error.message : 'unknown');
    }
    await sleep(intervalMs, undefined, { signal: stopping }).catch(() => undefined);
  }
}
