/** What a page has to allow for the wallet, line by line, ready to paste. @throws TypeError for an address that cannot be. */
export function policyLines(options: {
  readonly walletUrl: string;
  readonly isBundled?: boolean;
  readonly asHeader?: boolean;
  readonly digests?: Readonly<Record<string, string>>;
}): string[];
