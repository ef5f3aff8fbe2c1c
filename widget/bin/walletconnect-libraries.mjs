/*
 * What WalletConnect's client brings along and does not need here: the wallet gives it a storage of its own, and the browser hashes by
 * WebCrypto. Everything else of it is delivered as it was published.
 */

const NO_STORAGE = '\0alcove:no-storage';

/** Rollup plugin, to run before modules are resolved. */
export function walletConnectLibraries() {
  return {
    name: 'walletconnect-libraries',
    async resolveId(source, importer) {
      if (source === '@walletconnect/keyvaluestorage') return NO_STORAGE;
      if (!importer?.includes('/node_modules/multiformats/') || !/\/sha2\.js$/.test(source)) return null;
      return this.resolve(source.replace('sha2.js', 'sha2-browser.js'), importer, { skipSelf: true });
    },
    load: (id) =>
      id === NO_STORAGE
        ? "export class KeyValueStorage { constructor() { throw new TypeError('the wallet gives the storage'); } }\nexport default KeyValueStorage;"
        : null,
  };
}
