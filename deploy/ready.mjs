/*
 * What a container without a shell asks itself: `node deploy/ready.mjs [URL]`. Exit status 0 when it answers with success, by
 * default at /readyz of the wallet server in this container.
 */
const { ALCOVE_HOST = 'localhost', ALCOVE_PORT = '4100' } = process.env;
const host = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[ALCOVE_HOST] ?? (ALCOVE_HOST.includes(':') ? `[${ALCOVE_HOST}]` : ALCOVE_HOST);
const url = process.argv[2] ?? `http://${host}:${ALCOVE_PORT}/readyz`;
try {
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(4_000) });
  if (!answer.ok) console.error(`${url}: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
  process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
  console.error(`${url}: ${error instanceof Error ? error.message : 'no answer'}`);
  process.exitCode = 1;
}
