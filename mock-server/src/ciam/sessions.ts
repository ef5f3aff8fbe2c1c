import { base64url } from 'jose';
import type { SessionResponse } from '../../../widget/src/contract/api.ts';
import type { AppDeps } from '../app-deps.ts';
import type { SessionKey } from '../http/context.ts';
import { ApiProblem } from '../http/problem.ts';
import { sameBytes } from '../store/same-bytes.ts';
import type { SessionRow, UserRow } from '../store/store.ts';
import { verifyIdToken } from './id-token.ts';
import { sha256 } from './keys.ts';
import { REFRESH_LIFETIME_MS, REFRESH_OVERLAP_MS, type RefreshTokens } from './refresh-tokens.ts';
import { ACCESS_TOKEN_LIFETIME_SECONDS, type AccessTokens } from './tokens.ts';

/** A session whose certificate lasts less than this is not continued: the next approval would find it expired. */
const CERTIFICATE_MARGIN_SECONDS = 600;

export type OpenSession = {
  readonly appId: string;
  readonly providerId: string;
  readonly idToken: string;
  /** base64url, 32 bytes. */
  readonly nonceRandom: string;
  readonly deviceLabel: string;
  readonly sessionKey: SessionKey;
  readonly thumbprint: string;
};
/** What the browser gets: the body, and the refresh token for its cookie. */
export type SessionGrant = { readonly response: SessionResponse; readonly refreshToken: string; readonly expiresAtMs: number };

export type Sessions = {
  /** @throws ApiProblem `app_unknown`, `invalid_request`, `invalid_id_token`; EnclaveError */
  open(request: OpenSession): Promise<SessionGrant>;
  /** @throws ApiProblem `invalid_refresh_token`, `session_expired` */
  refresh(refreshToken: string, thumbprint: string): Promise<SessionGrant>;
  /** Ends the session here, then in the enclave. */
  close(session: SessionRow): Promise<void>;
};

export type SessionsDeps = Pick<AppDeps, 'clock' | 'random' | 'logger' | 'store' | 'enclave' | 'registry' | 'issuerKeys'> & {
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
};

function newId(random: AppDeps['random']): string {
  return base64url.encode(random(16));
}

/** SHA-256(iss ‖ 0x00 ‖ sub): how the enclave and the store name a person (PROTOCOL §4). */
function hashSubject(issuer: string, subject: string): Uint8Array {
  return sha256(new TextEncoder().encode(`${issuer}\0${subject}`));
}

/** Sessions: login exchanged for tokens, continued by cookie and session key, ended on both sides. */
export function createSessions(deps: SessionsDeps): Sessions {
  const { store, clock } = deps;

  async function grant(session: SessionRow, user: UserRow, refreshToken: string): Promise<SessionGrant> {
    return {
      refreshToken,
      expiresAtMs: session.expiresAtMs,
      response: {
        access_token: await deps.accessTokens.issue(session),
        token_type: 'DPoP',
        expires_in: ACCESS_TOKEN_LIFETIME_SECONDS,
        session_certificate: base64url.encode(session.certificate),
        session_certificate_expires_at_seconds: session.certificateExpiresAtSeconds,
        subject_hash: base64url.encode(user.subjectHash),
        user: { name: user.name, email: user.email, providerId: user.providerId },
      },
    };
  }

  return {
    async open(request) {
      const app = await deps.registry.find(request.appId);
      if (app === null) throw new ApiProblem('app_unknown', { field: 'app_id' });
      const provider = await deps.registry.findProvider(request.appId, request.providerId);
      if (provider === null) throw new ApiProblem('invalid_request', { field: 'provider_id', detail: 'The app has no such login provider.' });

      const identity = await verifyIdToken({ ...request, provider }, deps);
      const opened = await deps.enclave.sessionOpen({
        appId: request.appId,
        issuer: provider.issuer,
        clientId: provider.clientId,
        idToken: request.idToken,
        nonceRandom: base64url.decode(request.nonceRandom),
        previousCertificate: (await store.findSessionByThumbprint(request.thumbprint))?.certificate ?? null,
        sessionKey: request.sessionKey,
      });
      if (!sameBytes(opened.subjectHash, hashSubject(identity.issuer, identity.subject))) {
        throw new Error('the enclave and the server read different subjects from one ID token');
      }

      const user = await store.upsertUser({
        newUserId: newId(deps.random),
        appId: request.appId,
        issuer: identity.issuer,
        subjectHash: opened.subjectHash,
        providerId: provider.providerId,
        name: identity.name,
        email: identity.email,
      });
      const nowMs = clock.nowMs();
      const sessionId = newId(deps.random);
      const refresh = await deps.refreshTokens.of(sessionId, 0);
      const session: SessionRow = {
        sessionId,
        userId: user.userId,
        appId: request.appId,
        thumbprint: request.thumbprint,
        deviceLabel: request.deviceLabel,
        certificate: opened.certificate,
        certificateExpiresAtSeconds: opened.expiresAtSeconds,
        refreshHash: refresh.hash,
        createdAtMs: nowMs,
        lastSeenAtMs: nowMs,
        expiresAtMs: nowMs + REFRESH_LIFETIME_MS,
      };
      await store.createSession(session);
      return grant(session, user, refresh.token);
    },

    async refresh(refreshToken, thumbprint) {
      const invalid = () => new ApiProblem('invalid_refresh_token');
      const presented = await deps.refreshTokens.read(refreshToken);
      if (presented === null) throw invalid();
      const session = await store.findSession(presented.sessionId);
      // Without the session key a copied cookie can do nothing, not even end the session of its owner.
      if (session === null || session.thumbprint !== thumbprint) throw invalid();
      const nowMs = clock.nowMs();
      const expired = nowMs >= session.expiresAtMs || nowMs / 1000 >= session.certificateExpiresAtSeconds - CERTIFICATE_MARGIN_SECONDS;
      if (expired) throw new ApiProblem('session_expired', { detail: 'Sign in again to go on.' });

      const next = await deps.refreshTokens.of(session.sessionId, presented.generation + 1);
      const rotation = await store.rotateSession(session.sessionId, presented.hash, next.hash, { nowMs, overlapMs: REFRESH_OVERLAP_MS });
      if (rotation === 'reused') {
        deps.logger.warn({ sessionId: session.sessionId }, 'a spent refresh token came back; its session was ended');
        await revokeInEnclave(session);
        throw invalid();
      }
      const user = await store.findUser(session.userId);
      if (user === null) throw invalid();
      return grant(session, user, next.token);
    },

    async close(session) {
      await store.deleteSession(session.sessionId);
      await revokeInEnclave(session);
    },
  };

  /** Without a session the certificate cannot reach the enclave through here; a sign-out must not fail because it is down. */
  async function revokeInEnclave(session: SessionRow): Promise<void> {
    try {
      await deps.enclave.sessionRevoke(base64url.decode(session.thumbprint), session.certificateExpiresAtSeconds);
    } catch (error) {
      deps.logger.warn(
        { sessionId: session.sessionId, reason: error instanceof Error ? error.message : 'unknown' },
        'the enclave did not revoke a session key',
      );
    }
  }
}
