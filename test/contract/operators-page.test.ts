import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { whatOf, whoOf } from '../../widget/admin/audit-text.ts';
import { changeBetween, problemAt, problemWithin, readJson, rebase, writeJson } from '../../widget/admin/draft.ts';
import { placeOf } from '../../widget/admin/place.ts';

/* What the operators' page works out by itself; test/e2e/admin.test.ts has the page. */

describe('settings while they are edited', () => {
  it('behavior: changes what differs, and nothing else; what is gone goes by null', () => {
    const before = { name: 'Shop', logoUrl: null, theme: { b: '1', a: '2' }, limits: { user: {} } };
    assert.deepEqual(changeBetween(before, { ...before, theme: { a: '2', b: '1' } }), {});
    assert.deepEqual(changeBetween(before, { name: 'Shop 2', logoUrl: null, theme: before.theme }), { name: 'Shop 2', limits: null });
  });

  it('behavior: brings two people’s edits together, and names what both have changed', () => {
    const base = { name: 'Shop', logoUrl: null as string | null, pages: ['a'], theme: 'x' as string | undefined };
    const mine = { name: 'Mine', logoUrl: null, pages: ['a', 'b'], theme: undefined };
    const theirs = { ...base, name: 'Theirs', logoUrl: 'data:,' };
    const { draft, both } = rebase(base, mine, theirs);
    assert.deepEqual(draft, { name: 'Mine', logoUrl: 'data:,', pages: ['a', 'b'] });
    assert.deepEqual(both, ['name']);
  });

  it('behavior: takes what both made alike for no clash, and keeps a null that means none', () => {
    const base = { logoUrl: 'data:,a' as string | null, name: 'Shop' };
    assert.deepEqual(rebase(base, { ...base, logoUrl: null }, { ...base, name: 'Other' }), { draft: { logoUrl: null, name: 'Other' }, both: [] });
    assert.deepEqual(rebase(base, { ...base, name: 'New' }, { ...base, name: 'New' }).both, []);
  });

  it('behavior: puts what is wrong beside the field it is about, however the place is written', () => {
    const fault = { field: 'providers.0.issuer', reason: 'must be an https address' };
    assert.equal(problemAt(fault, 'providers[0].issuer'), 'Must be an https address.');
    assert.equal(problemAt(fault, 'providers'), null);
    assert.equal(problemWithin({ field: 'theme.--alcove-x', reason: 'is no token of a theme' }, 'theme'), '--alcove-x is no token of a theme.');
    assert.equal(
      problemWithin({ field: 'tokens[2].chainId', reason: 'must be one of the app’s chains' }, 'tokens'),
      '[2].chainId must be one of the app’s chains.',
    );
    assert.equal(problemWithin({ field: 'themes', reason: 'x' }, 'theme'), null);
    assert.equal(problemAt(null, 'name'), null);
  });

  it('behavior: reads nothing as nothing set, and says when it is no JSON', () => {
    assert.deepEqual(readJson(' '), { value: undefined });
    assert.equal(readJson('{"a":'), null);
    assert.deepEqual(readJson(writeJson({ a: 1 })), { value: { a: 1 } });
    assert.equal(writeJson(undefined), '');
  });
});

const entry = { appId: 'shop', sequence: 1, atMs: 0, actor: 'operator:ada', subject: 'shop', detail: {} };

describe('the log in words', () => {
  it('behavior: says what was done, and to which settings', () => {
    const detail = { 'allowedOrigins.after': 'x', 'allowedOrigins.before': 'y', 'theme.after': 'z', 'theme.before': null };
    assert.equal(whatOf({ ...entry, action: 'app.changed', detail }), 'Changed pages, theme of shop');
    assert.equal(whatOf({ ...entry, action: 'chain.set', subject: '1', detail: { before: null, after: 'x' } }), 'Added the network 1');
    assert.equal(whatOf({ ...entry, action: 'webhook.disabled', subject: 'hook' }), 'webhook.disabled hook');
  });

  it('behavior: says who did it, by the name people know where there is one', () => {
    assert.deepEqual(whoOf('operator:demo-ada (Ada Kim)'), { name: 'Ada Kim', id: 'demo-ada' });
    assert.deepEqual(whoOf('operator:root'), { name: 'root', id: 'root' });
    assert.deepEqual(whoOf('operator'), { name: 'An operator', id: '' });
  });
});

describe('places of the operators’ page', () => {
  const places: readonly (readonly [string, object])[] = [
    ['', { page: 'apps' }],
    ['#/apps', { page: 'apps' }],
    ['#/apps/shop', { page: 'app', appId: 'shop' }],
    ['#/apps/a%2Fb', { page: 'app', appId: 'a/b' }],
    ['#/apps/%', { page: 'apps' }],
    ['#/add-app', { page: 'app', appId: null }],
    ['#/networks', { page: 'networks' }],
    ['#/networks/10', { page: 'network', chainId: 10 }],
    ['#/networks/x', { page: 'networks' }],
    ['#/add-network', { page: 'network', chainId: null }],
    ['#/keys', { page: 'keys' }],
    ['#/log', { page: 'log' }],
    ['#/nowhere', { page: 'apps' }],
  ];
  for (const [hash, place] of places) it(hash === '' ? 'without an address' : hash, () => assert.deepEqual(placeOf(hash), place));
});
