import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentile } from './rows.ts';
import { growthPerTenMinutes } from './trend.ts';

test('growthPerTenMinutes: of a straight line, of a level one, and of one that only wavers', () => {
  const line = (value: (minute: number) => number) => Array.from({ length: 31 }, (_, minute) => ({ atMs: minute * 60_000, value: value(minute) }));
  // From 100 to 106 in 30 minutes: 2 in ten, of a mean of 103.
  assert.equal(growthPerTenMinutes(line((minute) => 100 + minute / 5)).toFixed(3), (200 / 103).toFixed(3));
  assert.equal(growthPerTenMinutes(line(() => 80)), 0);
  assert.ok(Math.abs(growthPerTenMinutes(line((minute) => 80 + (minute % 2)))) < 0.01);
});

test('percentile: the smallest sample that so many do not exceed', () => {
  const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
  assert.deepEqual([percentile(samples, 0.5), percentile(samples, 0.95), percentile(samples, 0.99), percentile([7], 0.95)], [50, 95, 99, 7]);
});
