#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Reading its sources is most of what a command takes; the second one finds them read. They lie beside the packages, and not
// where everybody may write: what lies there is run.
enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/alcove-code'));
await import('../src/operator/main.ts');
