import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { Clock, RandomBytes } from '../deps.ts';

/** PEM text, for the caller to keep (`key` with mode 0600). `ca` goes into the enclave's manifest. The CA's own key is not kept: it signs once. */
export type KmsTls = { readonly key: string; readonly cert: string; readonly ca: string };

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const LIFETIME_MS = 10 * 365 * 86_400_000;
const BACKDATE_MS = 60_000;

function serialNumber(random: RandomBytes): string {
  const bytes = random(16);
  // Positive, and no leading zero byte (RFC 5280 §4.1.2.2).
  bytes[0] = ((bytes[0] as number) & 0x7f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}

/**
 * Makes a development certificate authority and one server certificate under it, at first start.
 * @param serverNames DNS names the enclave may call the KMS by, e.g. `['kms.alcove.internal', 'localhost']`.
 */
export async function createKmsTls(options: { readonly serverNames: readonly string[]; readonly clock: Clock; readonly random: RandomBytes }): Promise<KmsTls> {
  const validity = { notBefore: new Date(options.clock.nowMs() - BACKDATE_MS), notAfter: new Date(options.clock.nowMs() + LIFETIME_MS) };
  const newKeys = () => crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const caKeys = await newKeys();
  const ca = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(options.random),
      name: 'CN=Alcove development KMS authority, O=Alcove',
      ...validity,
      keys: caKeys,
      signingAlgorithm: ALGORITHM,
      extensions: [new BasicConstraintsExtension(true, 0, true), new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true)],
    },
    crypto,
  );
  const serverKeys = await newKeys();
  const cert = await X509CertificateGenerator.create(
    {
      serialNumber: serialNumber(options.random),
      subject: 'CN=Alcove development KMS, O=Alcove',
      issuer: ca.subject,
      ...validity,
      publicKey: serverKeys.publicKey,
      signingKey: caKeys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth], false),
        new SubjectAlternativeNameExtension(
          options.serverNames.map((value) => ({ type: 'dns' as const, value })),
          false,
        ),
      ],
    },
    crypto,
  );
  const key = await crypto.subtle.exportKey('pkcs8', serverKeys.privateKey);
  return { key: PemConverter.encode(key, 'PRIVATE KEY'), cert: cert.toString('pem'), ca: ca.toString('pem') };
}
