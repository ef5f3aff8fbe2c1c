import { WalletError } from '../../../host-sdk/src/contract/errors.ts';

/**
 * Code that few requests need, fetched by the first that does.
 *
 * @throws WalletError -32083 with reason `code_unavailable` when it cannot be had; the next request tries again.
 */
export function fetchCode<Code>(load: () => Promise<Code>): Promise<Code> {
  return load().catch((cause: unknown) => {
    throw new WalletError(-32083, 'A part of the wallet could not be fetched.', { reason: 'code_unavailable', retriable: true }, { cause });
  });
}
