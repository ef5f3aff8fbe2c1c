/** A person of the demo issuer. `subject` is the OpenID Connect `sub`: it never changes, since wallets hang on it. */
export type DemoAccount = { readonly subject: string; readonly name: string; readonly email: string };

/** A person with a wallet like the others; in a development stack also the one who may manage it. */
export const demoOperator: DemoAccount = { subject: 'demo-ada', name: 'Ada Kim', email: 'ada@example.com' };

export const demoAccounts: readonly DemoAccount[] = [
  demoOperator,
  { subject: 'demo-ben', name: 'Ben Okafor', email: 'ben@example.com' },
  { subject: 'demo-chloe', name: 'Chloe Martin', email: 'chloe@example.com' },
  { subject: 'demo-daichi', name: 'Daichi Sato', email: 'daichi@example.com' },
];

const guestPrefix = 'guest:';
const maxEmailLength = 100;

/**
 * The account of anyone who types an e-mail address; the demo issuer believes every address. The subject is made of the
 * address, so that the same address is the same person after a restart.
 *
 * @returns null when it is not an address of 3 to 100 ASCII characters.
 */
export function guestAccount(input: string): DemoAccount | null {
  const email = input.trim().toLowerCase();
  if (email.length > maxEmailLength || !/^[a-z0-9._+-]+@[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(email)) return null;
  const known = demoAccounts.find((account) => account.email === email);
  if (known !== undefined) return known;
  const words = email.slice(0, email.indexOf('@')).split(/[._+-]+/);
  const name = words
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(' ')
    .trim();
  return { subject: guestPrefix + email, name: name === '' ? email : name, email };
}

export function findDemoAccount(subject: string): DemoAccount | null {
  if (subject.startsWith(guestPrefix)) {
    const account = guestAccount(subject.slice(guestPrefix.length));
    return account?.subject === subject ? account : null;
  }
  return demoAccounts.find((account) => account.subject === subject) ?? null;
}

/** One or two letters for an avatar. */
export function initialsOf(name: string): string {
  const words = name.split(' ').filter((word) => word !== '');
  return `${words[0]?.slice(0, 1) ?? ''}${words.length > 1 ? (words.at(-1)?.slice(0, 1) ?? '') : ''}`.toUpperCase();
}
