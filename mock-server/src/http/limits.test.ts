import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { exceedsJsonDepth, parseJson } from './limits.ts';
import { ApiProblem } from './problem.ts';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('JSON limits', () => {
  it('behavior: the depth seen in the text is the depth of the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.integer({ min: 0, max: 9 }), (value, limit) => {
        assert.equal(exceedsJsonDepth(JSON.stringify(value), limit), depthOf(value) > limit);
      }),
      { numRuns: 1000 },
    );
  });

  it('behavior: brackets and quotes inside strings do not count', () => {
    assert.equal(exceedsJsonDepth(JSON.stringify(['[[[[', '\\"[[', '{"a":[']), 1), false);
  });

  it('error: whatever bytes come in, a value or a typed error comes out', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 100 }),
          fc.json().map((text) => new TextEncoder().encode(text)),
        ),
        (bytes) => {
          try {
            parseJson(bytes);
          } catch (error) {
            assert.ok(error instanceof ApiProblem);
            assert.equal(error.code, 'invalid_request');
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
