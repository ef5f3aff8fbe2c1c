let program: Uint8Array<ArrayBuffer> | null = null;

/** Fetches the enclave's bundle once: what is measured, and what every enclave of this page is started from. @throws Error when it is not there */
export async function loadEnclaveProgram(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the enclave's bundle answered ${response.status}`);
  program = new Uint8Array(await response.arrayBuffer());
  return program;
}

export function enclaveProgram(): Uint8Array<ArrayBuffer> {
  if (program === null) throw new Error("the enclave's bundle has not been loaded");
  return program;
}
