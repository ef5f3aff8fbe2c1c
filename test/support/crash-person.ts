import type { JWK } from 'jose';
import type { CrashDeployment } from './crash-deployment.ts';
import { openEnginePerson } from './crash-engine.ts';

/** What of a request goes into its point's name. */
function nameOf(path: string, body: unknown): string {
  const operation = typeof body === 'string' ? (/"operation":"([a-z_]+)"/.exec(body)?.[1] ?? '') : '';
  return `${path.replace('/v1/', '')} ${operation}`.trim();
}

/** A new person in a crash test, whose answers are points and can be lost. */
export async function openCrashPerson(deployment: CrashDeployment) {
  let lost: string | null = null;
  const observed: typeof fetch = async (input, init) => {
    const name = nameOf(new URL(String(input)).pathname, init?.body);
    if (lost === name) {
      lost = null;
      deployment.wire.eatNextReply();
    }
    const response = await fetch(input, init);
    await deployment.reached(`client ${name} answered`);
    return response;
  };
  const { origin, chainId, pins, issuer } = deployment;
  const person = await openEnginePerson({ origin, chainId, pins, fetch: observed, issuer: { ...issuer, signingKey: issuer.signingKey as JWK } });
  return {
    ...person,
    /** The reply to the next request of this name is lost on the way. */
    loseReplyTo(name: string): void {
      lost = name;
    },
  };
}
export type CrashPerson = Awaited<ReturnType<typeof openCrashPerson>>;
