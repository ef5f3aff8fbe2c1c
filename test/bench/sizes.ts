import { measureSizes } from '../support/size-budgets.mjs';
import { report, valueRow } from './rows.ts';

/* `node test/bench/sizes.ts [--json FILE]`: the size budgets, which the build holds as well. */

report((await measureSizes()).map(({ name, bytes, budget }) => valueRow(name, bytes, 'B gzip', budget)));
