import { expect } from '@open-wc/testing';
import { openDatabase } from '../state/database.ts';
import { createPermissions } from './permissions.ts';

describe('createPermissions', () => {
  it('keeps grants per user, over reloads, and forgets what was revoked', async () => {
    const database = await openDatabase(`test-${crypto.randomUUID()}`);
    let changes = 0;
    const first = createPermissions(database, () => changes++);
    await first.load('alice');
    await first.grant('https://a.example', 5);
    expect(first.isConnected('https://a.example')).to.equal(true);
    await first.load('bob');
    expect(first.isConnected('https://a.example')).to.equal(false);

    const second = createPermissions(database, () => {});
    await second.load('alice');
    expect(second.grantedAtMs('https://a.example')).to.equal(5);
    expect(second.isConnected('https://b.example')).to.equal(false);
    await second.revoke('https://a.example');
    await first.load('alice');
    expect(first.isConnected('https://a.example')).to.equal(false);
    await first.load(null);
    await first.grant('https://c.example', 6);
    await second.load('alice');
    expect(second.isConnected('https://c.example')).to.equal(false);
    expect(changes).to.be.greaterThan(3);
  });

  it('knows no origin by a name on a prototype', async () => {
    const permissions = createPermissions(await openDatabase(`test-${crypto.randomUUID()}`), () => {});
    await permissions.load('alice');
    for (const name of ['constructor', '__proto__', 'toString']) expect(permissions.isConnected(name)).to.equal(false);
  });
});
