/** What the previews can show, by what a person does; the names are those of widget/dev/view-states.ts. None named: all there are. */
export const screens: { readonly [title: string]: readonly string[] } = {
  'Seen most': ['home', 'pay', 'connect', 'sign-in', 'pin', 'message-sign-in', 'pay-unlimited', 'settings', 'done-confirmed'],
  'The first time': ['sign-in', 'create-intro', 'create-choose', 'create-done', 'home-empty', 'backup-none', 'kit', 'locked'],
  'Send and receive': ['home', 'send-asset', 'send-recipient-found', 'send-amount-filled', 'receive', 'activity', 'transaction', 'done'],
  Requests: ['connect', 'pay', 'pay-token', 'pay-described', 'pay-two-calls', 'message', 'typed-data', 'walletconnect-proposal'],
  'Warnings and failures': ['pay-first-time', 'pay-unlimited', 'pay-blind', 'typed-data-impostor', 'pin-wrong', 'failed', 'home-offline', 'failure-origin'],
  'Keys and settings': ['settings', 'accounts', 'sites', 'devices', 'backup', 'recover-words', 'export-words', 'about'],
  Everything: [],
};
