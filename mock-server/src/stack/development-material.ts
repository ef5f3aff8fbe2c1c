import type { JWK } from 'jose';
import * as v from 'valibot';
import type { Clock, RandomBytes } from '../deps.ts';
import { createIssuerMaterial, type IssuerMaterial } from '../idp/issuer-material.ts';
import { createDevelopmentRoot, type DevelopmentRoot } from '../nsm/development-root.ts';
import type { DataDirectory } from './data-directory.ts';
import { loadOrCreateJson } from './stored-json.ts';

export type AccessKey = { readonly accessKeyId: string; readonly secretAccessKey: string };
/** Access keys of one KMS: the enclave's, and the administrator's who made the key and may change its policy. */
export type KmsAccess = { readonly enclave: AccessKey; readonly administrator: AccessKey };

/** What is made at the first start and kept in the data directory, each in a file of its own. */
export type DevelopmentMaterial = {
  readonly attestationRoot: DevelopmentRoot;
  readonly issuer: IssuerMaterial;
  readonly kms: KmsAccess;
  readonly secondKms: KmsAccess;
  /** 32 bytes: signs access tokens. */
  readonly tokenSecret: Uint8Array;
};

const text = v.pipe(v.string(), v.minLength(1));
const rootSchema = v.object({ certificatePem: text, privateKeyPem: text });
const jwkSchema = v.custom<JWK>((value) => typeof value === 'object' && value !== null && 'kty' in value && 'd' in value);
const issuerSchema = v.object({ jwks: v.object({ keys: v.pipe(v.array(jwkSchema), v.minLength(1)) }), cookieKeys: v.pipe(v.array(text), v.minLength(1)) });
const accessKeySchema = v.object({ accessKeyId: text, secretAccessKey: text });
const kmsAccessSchema = v.object({ enclave: accessKeySchema, administrator: accessKeySchema });
const secretSchema = v.object({ secret: v.pipe(v.string(), v.length(43)) });

/** The forms AWS uses: `AKIA` and 16 characters, 40 characters of base64. */
function createAccessKey(random: RandomBytes): AccessKey {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const suffix = Array.from(random(16), (byte) => alphabet[byte % 32]).join('');
  return { accessKeyId: `AKIA${suffix}`, secretAccessKey: Buffer.from(random(30)).toString('base64') };
}

/** Loads everything, or makes what is not there yet. @throws StackError for a damaged file. */
export async function openDevelopmentMaterial(directory: DataDirectory, clock: Clock, random: RandomBytes): Promise<DevelopmentMaterial> {
  const createKmsAccess = async (): Promise<KmsAccess> => ({ enclave: createAccessKey(random), administrator: createAccessKey(random) });
  const [attestationRoot, issuer, kms, secondKms, { secret }] = await Promise.all([
    loadOrCreateJson(directory.file('attestation-root.json'), rootSchema, () => createDevelopmentRoot({ clock, random })),
    loadOrCreateJson(directory.file('issuer.json'), issuerSchema, async () => {
      const { jwks, cookieKeys } = await createIssuerMaterial(random);
      return { jwks: { keys: [...jwks.keys] }, cookieKeys: [...cookieKeys] };
    }),
    loadOrCreateJson(directory.file('kms-access.json'), kmsAccessSchema, createKmsAccess),
    loadOrCreateJson(directory.file('kms-b-access.json'), kmsAccessSchema, createKmsAccess),
    loadOrCreateJson(directory.file('token-secret.json'), secretSchema, async () => ({ secret: Buffer.from(random(32)).toString('base64url') })),
  ]);
  return { attestationRoot, issuer, kms, secondKms, tokenSecret: new Uint8Array(Buffer.from(secret, 'base64url')) };
}
