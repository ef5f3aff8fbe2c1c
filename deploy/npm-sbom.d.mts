/** CycloneDX as far as it is read here. */
export type Bom = {
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly purl: string;
    readonly hashes?: readonly { readonly alg: string }[];
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  readonly metadata: { readonly tools: readonly object[] };
};
/** All that the lock file knows, tools included. */
export function everyPackage(): Bom;
/** What `npm ci --omit=dev --omit=optional --workspace NAME` installs. */
export function installedPackages(workspace: string): Bom;
