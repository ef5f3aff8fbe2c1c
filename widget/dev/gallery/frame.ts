import { nowMs } from '../../src/views/views.mocks.ts';

/* One state for itself, at the moment that its data is made for: `frame.html?state=pay&scheme=dark&language=ko`. */

Date.now = () => nowMs;
await import('../views.ts');
