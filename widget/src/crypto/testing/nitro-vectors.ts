const names = ['valid-attestation-doc-bytes', 'debug-mode-attestation-doc-bytes'] as const;

/** Documents of real AWS Nitro enclaves, as the test server offers them; empty where the published vectors are absent. */
export async function nitroDocuments(): Promise<readonly { readonly name: string; readonly document: Uint8Array<ArrayBuffer> }[]> {
  const answers = await Promise.all(names.map(async (name) => ({ name, response: await fetch(`/__vectors__/nitro/${name}`) })));
  const found = answers.filter(({ response }) => response.ok && !response.headers.get('content-type')?.includes('html'));
  return Promise.all(found.map(async ({ name, response }) => ({ name, document: new Uint8Array(await response.arrayBuffer()) })));
}
