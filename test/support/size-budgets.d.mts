/** Every size budget with what it measures now, in bytes of gzip -9. @throws Error where something was not built. */
export function measureSizes(): Promise<readonly { readonly name: string; readonly budget: number; readonly bytes: number }[]>;
