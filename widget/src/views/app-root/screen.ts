import type { Approval, AppState } from '../../state/state.ts';

/** Names of the screens; one is shown at a time. */
export type ScreenName =
  | 'loading'
  | 'sign-in'
  | 'create'
  | 'home'
  | 'receive'
  | 'activity'
  | 'settings'
  | 'connect'
  | 'approve-transaction'
  | 'approve-message'
  | 'approve-typed-data'
  | 'pin'
  | 'progress'
  | 'failure';

/**
 * What is on the screen. Two states with the same `key` are the same screen: nothing moves and the focus stays.
 * `depth` orders screens, so that going to a smaller one comes in from the other side.
 */
export type Screen = { readonly name: ScreenName; readonly key: string; readonly depth: number; readonly approval: Approval | null };

const reviewScreen = {
  connect: 'connect',
  transaction: 'approve-transaction',
  message: 'approve-message',
  'typed-data': 'approve-typed-data',
} as const satisfies Record<Approval['content']['kind'], ScreenName>;

/**
 * Chooses the one screen for a state: an approval before anything else, but only for someone who could approve it.
 *
 * @param lastApproval The approval shown before this state. Its result is still on the screen after the queue let it go.
 */
export function chooseScreen(state: AppState, lastApproval: Approval | null): Screen {
  switch (state.status.phase) {
    case 'idle':
    case 'loading':
      return plain('loading', 0);
    case 'failed':
      return plain('failure', 0);
    case 'signed-out':
    case 'signing-in':
      return state.signingInWith === null ? plain('sign-in', 0) : { ...plain('sign-in', 1), key: 'sign-in:waiting' };
    case 'needs-wallet':
      return { name: 'create', key: `create:${state.create.step}`, depth: createDepth[state.create.step], approval: null };
    case 'locked':
    case 'unlocked':
      return approvalScreen(state, lastApproval) ?? viewScreen(state);
  }
}

const createDepth = { intro: 0, choose: 1, confirm: 2, working: 3, done: 4, failed: 4 } as const;

function plain(name: ScreenName, depth: number): Screen {
  return { name, key: name, depth, approval: null };
}

function approvalScreen(state: AppState, lastApproval: Approval | null): Screen | null {
  const { progress } = state;
  const first = state.approvals[0] ?? null;
  const settled = progress.step === 'done' || progress.step === 'failed' || progress.step === 'working';
  const approval = settled ? (lastApproval ?? first) : first;
  if (approval === null) return null;
  if (settled) return { name: 'progress', key: `progress:${approval.id}`, depth: 12, approval };
  if (progress.step === 'pin') return { name: 'pin', key: `pin:${approval.id}`, depth: 11, approval };
  return { name: reviewScreen[approval.content.kind], key: `review:${approval.id}`, depth: 10, approval };
}

function viewScreen(state: AppState): Screen {
  switch (state.view) {
    case 'receive':
    case 'activity':
    case 'settings':
      return plain(state.view, 1);
    // Sending starts at the sites for now, so a page that asks for it gets the screen that says what can be done.
    case 'send':
    case 'home':
      return plain('home', 0);
  }
}
