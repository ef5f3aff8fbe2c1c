import type { WireError } from '../../../host-sdk/src/contract/errors.ts';
import type { Hex } from '../../../host-sdk/src/contract/types.ts';
import type { Nft, TokenBalance } from './asset.ts';

/** What can be sent: money, or one piece of a collection. */
export type SendAsset = { readonly kind: 'token'; readonly token: TokenBalance } | { readonly kind: 'nft'; readonly nft: Nft };

/** Why what was typed, pasted or scanned is no recipient. */
export type RecipientProblem =
  | 'not_an_address'
  | 'checksum'
  | 'hidden_characters'
  | 'other_chain'
  | 'other_asset'
  | 'request_unreadable'
  | 'name_invalid'
  | 'name_unknown'
  | 'name_elsewhere'
  | 'no_names'
  | 'unreachable';

/** What is to be known about a recipient. A danger must be ticked before one can go on. */
export type RecipientWarning =
  | { readonly code: 'look_alike'; readonly level: 'danger'; readonly like: Hex }
  | { readonly code: 'zero' | 'token_contract'; readonly level: 'danger' }
  | { readonly code: 'own' | 'contract' | 'new' | 'odd_name'; readonly level: 'caution' };

export type SendRecipient =
  | { readonly state: 'empty' | 'looking' }
  | { readonly state: 'problem'; readonly code: RecipientProblem }
  | { readonly state: 'found'; readonly address: Hex; readonly name: string | null; readonly warnings: readonly RecipientWarning[] };

/** Whom this account has paid before, or another account of the same wallet. */
export type KnownRecipient = { readonly address: Hex; readonly name: string | null; readonly lastMs: number | null };

/** Why a text is no amount. `not_enough`: it is one, and more than there is. */
export type AmountProblem = 'not_a_number' | 'comma' | 'too_precise' | 'too_large' | 'not_enough' | 'no_money_for_fee';

export type FeeSpeed = 'slow' | 'normal' | 'fast';
/** One choice of fee: what is offered, what it most likely and at most costs, and about how long it takes. */
export type FeeOption = {
  readonly speed: FeeSpeed;
  readonly maxFeePerGasWei: bigint;
  readonly maxPriorityFeePerGasWei: bigint;
  readonly feeWei: bigint;
  readonly maxFeeWei: bigint;
  readonly seconds: number;
};

export type SendStep = 'asset' | 'recipient' | 'amount';

/** What a person is about to send. The steps before the approval; from then on nothing of it can change. */
export type SendState = {
  readonly step: SendStep;
  /** The first step is left out where there is only one thing to send. */
  readonly asset: SendAsset | null;
  readonly recipientText: string;
  readonly recipient: SendRecipient;
  readonly known: readonly KnownRecipient[];
  /** All dangers of the recipient were ticked. */
  readonly acknowledged: boolean;
  readonly scan: 'idle' | 'reading' | 'nothing-found' | 'unreadable';
  readonly amountText: string;
  /** What the text counts: the asset's own unit, or the chosen currency. */
  readonly unit: 'token' | 'money';
  /** In the asset's smallest unit; null while there is no amount. */
  readonly amount: bigint | null;
  readonly amountProblem: AmountProblem | null;
  /** Slow, normal, fast; null while they are asked for. */
  readonly fees: readonly FeeOption[] | null;
  readonly speed: FeeSpeed;
  /** The approval is being prepared. */
  readonly busy: boolean;
  readonly problem: WireError | null;
};

/** What a person does on the screens of sending and of activity. */
export type SendChange =
  | { readonly what: 'asset'; readonly asset: SendAsset }
  | { readonly what: 'recipient'; readonly text: string }
  | { readonly what: 'image'; readonly image: Blob }
  | { readonly what: 'acknowledge'; readonly on: boolean }
  | { readonly what: 'amount'; readonly text: string; readonly unit: 'token' | 'money' }
  | { readonly what: 'speed'; readonly speed: FeeSpeed }
  | { readonly what: 'max' | 'next' }
  /** Looks at one of the activity, by its hash or id; speeds it up or cancels it. */
  | { readonly what: 'show' | 'speed-up' | 'cancel'; readonly id: string };
