/* What the playground's build takes for `node:crypto`. Only what the server and the enclave use is here, and each part says what it lacks. */
export { argon2 } from './crypto/argon2.ts';
export { createPublicKey, X509Certificate } from './crypto/certificates.ts';
export { createCipheriv, createDecipheriv } from './crypto/ciphers.ts';
export { createECDH, createPrivateKey, type ECDH, generateKeyPair, generateKeyPairSync, sign, verify } from './crypto/curves.ts';
export { createHash, createHmac, hkdfSync, pbkdf2Sync, randomBytes, timingSafeEqual } from './crypto/hashes.ts';
export { createSecretKey, type KeyObject } from './crypto/key-objects.ts';
export { constants, privateDecrypt, publicEncrypt } from './crypto/rsa.ts';
