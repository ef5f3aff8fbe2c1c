import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './stack.ts';
import { withTables } from './theme-table.ts';

const path = join(repositoryRoot, 'host-sdk/README.md');
writeFileSync(path, withTables(readFileSync(path, 'utf8')));
