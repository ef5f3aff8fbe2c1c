import type { Approval, AppState, View } from '../../state/state.ts';
import type { Task, TaskStep } from '../../state/task.ts';

/** Names of the screens; one is shown at a time. */
export type ScreenName =
  | 'loading'
  | 'sign-in'
  | 'redirect'
  | 'create'
  | 'home'
  | 'receive'
  | 'send'
  | 'activity'
  | 'transaction'
  | 'settings'
  | 'accounts'
  | 'backup'
  | 'devices'
  | 'sites'
  | 'about'
  | 'lock'
  | 'walletconnect'
  | 'proposal'
  | 'task'
  | 'connect'
  | 'approve-transaction'
  | 'approve-message'
  | 'approve-typed-data'
  | 'window'
  | 'pin'
  | 'progress'
  | 'failure';

/** Screens that are part of the first load: they must show before anything else can be fetched. */
export type EagerScreenName = 'loading' | 'sign-in';
export type LazyScreenName = Exclude<ScreenName, EagerScreenName>;

/**
 * What is on the screen. Two states with the same `key` are the same screen: nothing moves and the focus stays.
 * `depth` orders screens, so that going to a smaller one comes in from the other side.
 */
export type Screen = { readonly name: ScreenName; readonly key: string; readonly depth: number; readonly approval: Approval | null };
export type LazyScreen = Screen & { readonly name: LazyScreenName };

/** Keys of the steps from which one can go one back; the others have an arrow nowhere. */
export const stepsWithBack = /^create:(choose|confirm)|^send|^task:[a-z-]+:(intro|window|sign-in|pin|enter-words|check):/;

/** The view behind a view; null for what is no view or has none behind it. */
export function parentView(name: ScreenName): View | null {
  switch (name) {
    case 'receive':
    case 'activity':
    case 'settings':
      return 'home';
    case 'transaction':
      return 'activity';
    case 'accounts':
    case 'backup':
    case 'devices':
    case 'sites':
    case 'about':
    case 'walletconnect':
      return 'settings';
    default:
      return null;
  }
}

const reviewScreen = {
  connect: 'connect',
  transaction: 'approve-transaction',
  message: 'approve-message',
  'typed-data': 'approve-typed-data',
} as const satisfies Record<Approval['content']['kind'], ScreenName>;

export const loadingScreen: Screen = { name: 'loading', key: 'loading', depth: 0, approval: null };

/**
 * Chooses the one screen for a state: an approval before anything else, but only for someone who could approve it.
 *
 * @param lastApproval The approval shown before this state. Its result is still on the screen after the queue let it go.
 */
export function chooseScreen(state: AppState, lastApproval: Approval | null): Screen {
  switch (state.status.phase) {
    case 'idle':
    case 'loading':
      return loadingScreen;
    case 'failed':
      return plain('failure', 0);
    case 'signed-out':
    case 'signing-in':
      if (state.redirect !== null) return plain('redirect', 1);
      return state.signingInWith === null ? plain('sign-in', 0) : { ...plain('sign-in', 1), key: 'sign-in:waiting' };
    case 'needs-wallet':
      if (state.task !== null) return taskScreen(state.task);
      return { name: 'create', key: `create:${state.create.step}`, depth: createDepth[state.create.step], approval: null };
    case 'locked':
    case 'unlocked':
      return walletScreen(state, lastApproval);
  }
}

const createDepth = { intro: 0, choose: 1, confirm: 2, working: 3, done: 4, failed: 4 } as const;

function plain(name: ScreenName, depth: number): Screen {
  return { name, key: name, depth, approval: null };
}

/** Once the PIN is destroyed nothing can be approved: what became of the last approval is still shown, then only the way back. */
function walletScreen(state: AppState, lastApproval: Approval | null): Screen {
  const approval = approvalScreen(state, lastApproval);
  const isDestroyed = state.wallets[0]?.state === 'PIN_DESTROYED';
  // Whoever knows the PIN opens the wallet by approving; connecting takes none.
  const isOpen = state.lock === null || (approval !== null && approval.name !== 'connect');
  if (approval !== null && isOpen && (!isDestroyed || approval.name === 'progress')) return approval;
  // A way back to a wallet whose PIN is forgotten shows nothing of it.
  if (!isOpen && !isDestroyed && state.task?.kind !== 'recover') return plain('lock', 0);
  if (state.task !== null) return taskScreen(state.task);
  return isDestroyed ? { name: 'task', key: 'destroyed', depth: 0, approval: null } : viewScreen(state);
}

const taskDepth = {
  intro: 3,
  window: 3,
  'sign-in': 4,
  pin: 5,
  'enter-words': 4,
  working: 8,
  kit: 9,
  check: 10,
  words: 9,
  done: 11,
  failed: 11,
} as const satisfies Record<TaskStep['name'], number>;
const pinDepth = { current: 0, new: 1, repeat: 2 } as const;

function taskScreen({ kind, step }: Task): Screen {
  const which = step.name === 'pin' ? step.which : null;
  const depth = taskDepth[step.name] + (which === null ? 0 : pinDepth[which]);
  return { name: 'task', key: `task:${kind}:${step.name}:${which}`, depth, approval: null };
}

function approvalScreen(state: AppState, lastApproval: Approval | null): Screen | null {
  const { progress } = state;
  const first = state.approvals[0] ?? null;
  const settled = progress.step === 'done' || progress.step === 'failed' || progress.step === 'working';
  const approval = settled ? (lastApproval ?? first) : first;
  if (approval === null) return null;
  // What goes on in the window is shown there alone.
  if (state.approvalWindow === 'open') return { name: 'window', key: `window:${approval.id}`, depth: 10, approval };
  if (settled) return { name: 'progress', key: `progress:${approval.id}`, depth: 12, approval };
  if (state.approvalWindow !== 'none') return { name: 'window', key: `window:${approval.id}`, depth: 10, approval };
  if (progress.step === 'pin') return { name: 'pin', key: `pin:${approval.id}`, depth: 11, approval };
  const { kind } = approval.content;
  const name = kind === 'connect' && approval.claim ? 'proposal' : reviewScreen[kind];
  return { name, key: `review:${approval.id}`, depth: 10, approval };
}

function viewScreen(state: AppState): Screen {
  switch (state.view) {
    case 'receive':
    case 'activity':
    case 'settings':
      return plain(state.view, 1);
    case 'accounts':
    case 'backup':
    case 'devices':
    case 'sites':
    case 'about':
    case 'walletconnect':
    case 'transaction':
      return plain(state.view, 2);
    case 'send': {
      const step = state.send?.step;
      return { name: 'send', key: `send:${step}`, depth: step === 'amount' ? 3 : step === 'recipient' ? 2 : 1, approval: null };
    }
    case 'home':
      return plain('home', 0);
  }
}
