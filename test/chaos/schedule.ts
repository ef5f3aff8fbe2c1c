import { type Chance, openChance } from './random.ts';

/* What eight clients choose to do and what is done to the parts meanwhile, all of it drawn from the seed before anything runs. */

export const CLIENTS = 8;
/** Two devices each. */
export const PERSONS = CLIENTS / 2;
/** Somebody who mostly guesses, on both devices; the others mistype now and then. */
const GUESSER = 0;
const STEPS_PER_SECOND = 12;

export type Action = 'check-pin' | 'unlock' | 'sign' | 'grant-sign' | 'pay' | 'repeat' | 'login';
export type Step = {
  readonly action: Action;
  readonly pauseMs: number;
  readonly right: boolean;
  /** The answer to the first request of this step is lost on the way. */
  readonly losesReply: boolean;
  /** Of the wallet, if one is to be made; of the request otherwise. */
  readonly id: string;
  readonly value: number;
};

export const processes = ['server', 'enclave', 'kms', 'kms-b', 'witness-1', 'witness-2', 'witness-3'] as const;
export type ProcessName = (typeof processes)[number];
const clocks = ['server', 'enclave', 'kms'] as const;
export type ClockName = (typeof clocks)[number];
export const links = ['wire', 'kms', 'kms-b', 'witness-1', 'witness-2', 'witness-3', 'chain', 'issuer'] as const;
export type LinkName = (typeof links)[number];
export type DiskName = 'data' | 'witness-1' | 'witness-2' | 'witness-3';

/** What is done. */
type Deed =
  | { readonly fault: 'kill'; readonly part: ProcessName }
  | { readonly fault: 'stop'; readonly part: ProcessName }
  /** `cut`: connections break; `silent`: nothing comes through; `deaf`: what is asked arrives, and the answer is lost. */
  | { readonly fault: 'cut'; readonly links: readonly LinkName[] }
  | { readonly fault: 'silent'; readonly links: readonly LinkName[] }
  | { readonly fault: 'deaf'; readonly links: readonly LinkName[] }
  | { readonly fault: 'skew'; readonly clock: ClockName; readonly direction: 'ahead' | 'behind' }
  | { readonly fault: 'full'; readonly disk: DiskName }
  | { readonly fault: 'restore' };
export type Fault = Deed & { readonly atMs: number; readonly lastsMs: number };

export type Schedule = {
  /** By client. */
  readonly steps: readonly (readonly Step[])[];
  readonly faults: readonly Fault[];
};

export type World = {
  readonly seconds: number;
  /** Whose disks can be filled. */
  readonly disks: readonly DiskName[];
};

const usual: readonly Action[] = ['sign', 'sign', 'sign', 'pay', 'pay', 'check-pin', 'unlock', 'grant-sign', 'grant-sign', 'repeat', 'repeat', 'login'];
const guessing: readonly Action[] = ['check-pin', 'check-pin', 'check-pin', 'sign', 'unlock', 'repeat'];

export const personOf = (client: number): number => client >> 1;

function drawSteps(seed: number, client: number, { seconds }: World): readonly Step[] {
  const chance = openChance(seed, `client ${client}`);
  const isGuesser = personOf(client) === GUESSER;
  return Array.from({ length: Math.ceil(seconds * STEPS_PER_SECOND) }, () => ({
    action: chance.pick(isGuesser ? guessing : usual),
    pauseMs: chance.between(0, 150),
    right: chance.isIn(isGuesser ? 15 : 85),
    losesReply: chance.isIn(8),
    id: chance.uuid(),
    value: chance.between(1, 1_000_000),
  }));
}

const outages: readonly (readonly LinkName[])[] = [...links.map((link) => [link]), ['kms', 'kms-b'], ['witness-1', 'witness-2'], ['witness-2', 'witness-3']];

/** Something that happens to a process, one after the other. */
function drawBlow(chance: Chance): Deed {
  const fault = chance.pick(['kill', 'kill', 'kill', 'stop', 'stop', 'skew', 'restore'] as const);
  if (fault === 'restore') return { fault };
  if (fault === 'skew') return { fault, clock: chance.pick(clocks), direction: chance.pick(['ahead', 'behind'] as const) };
  // The two whose death interrupts most are chosen as often as all the others.
  return { fault, part: chance.isIn(50) ? chance.pick(['server', 'enclave'] as const) : chance.pick(processes) };
}

/** Something that happens between the parts, or to a disk. */
function drawObstacle(chance: Chance, { disks }: World): Deed {
  const fault = chance.pick(['cut', 'cut', 'silent', 'deaf', ...(disks.length > 0 ? (['full'] as const) : [])] as const);
  if (fault === 'full') return { fault, disk: chance.pick(disks) };
  return { fault, links: fault === 'deaf' ? [chance.pick(['wire', 'chain'] as const)] : chance.pick(outages) };
}

/** One lane of faults, of which each ends before the next begins. */
function drawLane(chance: Chance, seconds: number, draw: () => Deed): readonly Fault[] {
  const lane: Fault[] = [];
  const endMs = seconds * 1000 - 400;
  for (let atMs = chance.between(150, 900); atMs < endMs; ) {
    const lastsMs = Math.min(chance.between(100, 1200), endMs - atMs);
    lane.push({ ...draw(), atMs, lastsMs });
    atMs += lastsMs + chance.between(100, 1200);
  }
  return lane;
}

/** In their order. */
export function drawFaults(seed: number, world: World): readonly Fault[] {
  const [blows, obstacles] = [openChance(seed, 'blows'), openChance(seed, 'obstacles')];
  const faults = [...drawLane(blows, world.seconds, () => drawBlow(blows)), ...drawLane(obstacles, world.seconds, () => drawObstacle(obstacles, world))];
  return faults.sort((left, right) => left.atMs - right.atMs);
}

/** The same seed and world, the same schedule. */
export function drawSchedule(seed: number, world: World): Schedule {
  return { steps: Array.from({ length: CLIENTS }, (_, client) => drawSteps(seed, client, world)), faults: drawFaults(seed, world) };
}

/** @example `'kill enclave'`, `'silent witness-1, witness-2'` */
export function nameOf(fault: Fault): string {
  if ('part' in fault) return `${fault.fault} ${fault.part}`;
  if ('links' in fault) return `${fault.fault} ${fault.links.join(', ')}`;
  if ('clock' in fault) return `${fault.clock}'s clock ${fault.direction}`;
  return fault.fault === 'full' ? `full disk of ${fault.disk}` : 'restore the database';
}
