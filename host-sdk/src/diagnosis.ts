import type { WalletStatus } from './contract/types.ts';
import type { WalletOptions } from './options.ts';

/** One thing that was looked at on the page. */
export type Finding = {
  /** Stable, and the same word as `data.reason` of the error it causes, such as `csp_frame_src`. `ok` rows have one too. */
  readonly reason: string;
  /** `error`: the wallet cannot work. `warning`: a part of it cannot. */
  readonly level: 'ok' | 'warning' | 'error';
  /** What is the matter, in a sentence. */
  readonly message: string;
  /** The header, attribute or setting that mends it, ready to paste; empty where nothing has to be done. */
  readonly fix: string;
};

/** What of a wallet the doctor is told. */
export type Patient = { readonly options: WalletOptions; readonly status: WalletStatus };

/** Looks at the page and prints what it found; `isBrief`: looks for what keeps the frame away only, and prints nothing. Never rejects. */
export type Examine = (patient: Patient, isBrief?: boolean) => Promise<readonly Finding[]>;
