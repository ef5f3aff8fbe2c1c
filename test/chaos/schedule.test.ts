import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CLIENTS, drawFaults, drawSchedule, nameOf, type World } from './schedule.ts';

const world: World = { seconds: 5, disks: ['data', 'witness-1'] };

describe('drawSchedule', () => {
  it('the same seed, the same choices and the same faults', () => {
    assert.deepEqual(drawSchedule(7, world), drawSchedule(7, world));
    assert.notDeepEqual(drawSchedule(7, world), drawSchedule(8, world));
  });

  it('what one client draws does not depend on the others or on the faults', () => {
    const { steps } = drawSchedule(7, { ...world, disks: [] });
    assert.deepEqual(steps, drawSchedule(7, world).steps);
    assert.equal(new Set(steps.map((own) => own[0]?.id)).size, CLIENTS);
  });

  it('every kind of fault comes up within two hundred seeds, and all end before the run does', () => {
    const kinds = new Map<string, number>();
    for (let seed = 1; seed <= 200; seed++) {
      for (const fault of drawFaults(seed, world)) {
        assert.ok(fault.atMs + fault.lastsMs <= 5_000);
        kinds.set(nameOf(fault), (kinds.get(nameOf(fault)) ?? 0) + 1);
      }
    }
    for (const name of ['kill server', 'kill enclave', 'kill kms', 'kill witness-2', 'stop server', 'cut wire', 'silent witness-1', 'deaf chain'])
      assert.ok(kinds.has(name), name);
    for (const name of ['cut issuer', 'cut kms, kms-b', "enclave's clock ahead", 'full disk of data', 'restore the database']) assert.ok(kinds.has(name), name);
  });

  it('no disk is filled where none can be', () => {
    for (let seed = 1; seed <= 50; seed++) {
      assert.ok(drawFaults(seed, { seconds: 5, disks: [] }).every(({ fault }) => fault !== 'full'));
    }
  });
});
