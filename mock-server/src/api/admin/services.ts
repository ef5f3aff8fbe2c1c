import type { AdminSettings } from '../../app-deps.ts';
import type { ManageDeps } from '../../apps/manage.ts';
import type { OperatorTokens } from '../../ciam/operator-tokens.ts';
import { actorOf } from '../../ciam/operators.ts';
import type { AppContext, Step } from '../../http/context.ts';
import type { Services } from '../services.ts';

/** What the operators' endpoints work with, beside what all do. */
export type AdminServices = Services & {
  readonly admin: AdminSettings;
  readonly operatorTokens: OperatorTokens;
  readonly authenticateOperator: Step;
};

/** As the command line does it, in the name of whoever is signed in. */
export function manageAs(context: AppContext, { store, clock, random }: AdminServices): ManageDeps {
  return { store, clock, random, actor: actorOf(context.get('operator')) };
}
