import { createCallMethods } from './call-methods.ts';
import type { MethodDeps, MethodHandlers } from './request-context.ts';
import { createSessionMethods, type Serve } from './session-methods.ts';

/** What few pages ask for: several calls at once (EIP-5792), and sessions (CAIP-25). */
export const createFetchedMethods = (deps: MethodDeps, serve: Serve): readonly MethodHandlers[] => [createCallMethods(deps), createSessionMethods(deps, serve)];
