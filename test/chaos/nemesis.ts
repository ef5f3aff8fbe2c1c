import { setTimeout as sleep } from 'node:timers/promises';
import { skewSignals } from '../support/skewed-clock.ts';
import type { Recorder } from './history.ts';
import { type Fault, type LinkName, nameOf, type ProcessName } from './schedule.ts';
import type { ChaosWorld } from './world.ts';

/* Breaks what the schedule says, when it says so, and mends it again. */

const EAT_EVERY_MS = 40;

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    // 0 would be the whole group.
    if (pid > 0) process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

type Deed<Kind extends Fault['fault']> = (fault: Extract<Fault, { fault: Kind }>, world: ChaosWorld, recorder: Recorder) => Promise<void>;

async function kill(part: ProcessName, lastsMs: number, { deployment }: ChaosWorld): Promise<void> {
  // One that is being started again already is left alone.
  if (deployment.pidOf(part) === 0) return;
  if (part === 'enclave') await deployment.kill('enclave', 1);
  else await deployment.killProcess(part, () => sleep(lastsMs));
  await sleep(lastsMs);
}

function setLine(name: LinkName, state: 'open' | 'cut' | 'silent', { deployment, issuerLine }: ChaosWorld): void {
  if (name === 'chain') deployment.chain.setLine(state);
  else if (name === 'issuer') issuerLine.setLine(state);
  else deployment.lines.get(name)?.setLine(state);
}

async function hold({ fault, links, lastsMs }: Extract<Fault, { readonly links: readonly LinkName[] }>, world: ChaosWorld): Promise<void> {
  for (const name of links) if (fault !== 'deaf') setLine(name, fault, world);
  if (fault === 'deaf' && links.includes('chain')) world.deployment.chain.setLine('deaf');
  const eating = fault === 'deaf' && links.includes('wire') ? setInterval(() => world.deployment.wire.eatNextReply(), EAT_EVERY_MS) : null;
  await sleep(lastsMs);
  if (eating !== null) clearInterval(eating);
  for (const name of links) setLine(name, 'open', world);
}

const deeds: { readonly [Kind in Fault['fault']]: Deed<Kind> } = {
  kill: ({ part, lastsMs }, world) => kill(part, lastsMs, world),
  async stop({ part, lastsMs }, { deployment }) {
    const pid = deployment.pidOf(part);
    signal(pid, 'SIGSTOP');
    await sleep(lastsMs);
    signal(pid, 'SIGCONT');
  },
  cut: hold,
  silent: hold,
  deaf: hold,
  async skew({ clock, direction, lastsMs }, { deployment }) {
    const pid = deployment.pidOf(clock);
    signal(pid, skewSignals[direction]);
    await sleep(lastsMs);
    if (deployment.pidOf(clock) === pid) signal(pid, skewSignals[direction === 'ahead' ? 'behind' : 'ahead']);
  },
  async full({ disk, lastsMs }, { disks }) {
    disks.fill(disk);
    await sleep(lastsMs);
    disks.empty(disk);
  },
  async restore({ lastsMs }, { deployment, copies, disks }, recorder) {
    if (deployment.pidOf('server') === 0) return;
    recorder.add({ type: 'database', step: 'copied' });
    await copies.copy();
    await sleep(lastsMs);
    if (deployment.pidOf('server') === 0) return;
    await deployment.killProcess('server', async () => {
      if (disks.names().includes('data')) disks.empty('data');
      await copies.putBack();
      recorder.add({ type: 'database', step: 'restored' });
    });
  },
};

const isBlow = (fault: Fault): boolean => 'part' in fault || 'clock' in fault || fault.fault === 'restore';

/** @returns when the last fault has been mended and every process runs. */
export async function play(faults: readonly Fault[], world: ChaosWorld, recorder: Recorder): Promise<void> {
  const beganMs = performance.now();
  /** One after the other, also where a slow machine makes one last longer than was drawn. */
  async function playLane(lane: readonly Fault[]): Promise<void> {
    for (const fault of lane) {
      await sleep(Math.max(0, fault.atMs - (performance.now() - beganMs)));
      recorder.add({ type: 'fault', fault: nameOf(fault), step: 'begin' });
      const deed = deeds[fault.fault] as Deed<Fault['fault']>;
      await deed(fault, world, recorder);
      recorder.add({ type: 'fault', fault: nameOf(fault), step: 'end' });
    }
  }
  await Promise.all([playLane(faults.filter(isBlow)), playLane(faults.filter((fault) => !isBlow(fault)))]);
  await world.deployment.settled();
}
