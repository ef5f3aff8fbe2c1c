/* The same without certificates, which the enclave never reads: its bundle is measured, and smaller without their library. */
export { argon2 } from './crypto/argon2.ts';
export { createCipheriv, createDecipheriv } from './crypto/ciphers.ts';
export { createECDH, type ECDH, generateKeyPair, generateKeyPairSync, publicKeyFromJwk as createPublicKey, sign, verify } from './crypto/curves.ts';
export { createHash, createHmac, hkdfSync, pbkdf2Sync, randomBytes, timingSafeEqual } from './crypto/hashes.ts';
export { createSecretKey, type KeyObject } from './crypto/key-objects.ts';
export { constants, privateDecrypt } from './crypto/rsa.ts';
