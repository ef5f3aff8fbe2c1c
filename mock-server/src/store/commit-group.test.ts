import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommitGroup, type GroupedDatabase } from './commit-group.ts';

/** A database whose commits can be seen, and made to fail. */
function open(path = ':memory:') {
  const database = new DatabaseSync(path, { timeout: 0 });
  database.exec('create table if not exists notes (text text primary key)');
  let commits = 0;
  let refuses = false;
  const seen: GroupedDatabase = {
    get isTransaction() {
      return database.isTransaction;
    },
    exec(sql) {
      if (sql === 'commit') {
        if (refuses) throw new Error('the disk is gone');
        commits++;
      }
      database.exec(sql);
    },
  };
  const write = (text: string) => () => void database.prepare('insert into notes values (?)').run(text);
  const read = () =>
    database
      .prepare('select text from notes order by text')
      .all()
      .map(({ text }) => text);
  const refuse = (does: boolean): void => {
    refuses = does;
  };
  return { database, group: new CommitGroup(seen), write, read, commits: () => commits, refuse };
}

function temporaryFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-commit-group-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'notes.sqlite');
}

const isGone = /the disk is gone/;

describe('one commit for all who come in one turn', () => {
  it('behavior: fifty statements and fifty transactions share it', async () => {
    const { group, write, read, commits } = open();
    const transaction = async (text: string) => {
      const member = await group.begin();
      group.within(member, write(text));
      await group.commit(member);
    };
    await Promise.all(Array.from({ length: 50 }, (_, index) => [group.alone(write(`alone ${index}`), false), transaction(`within ${index}`)]).flat());
    assert.equal(read().length, 100);
    assert.equal(commits(), 1);
  });

  it('behavior: nobody hears of success before it, a reader of what is in it neither', async () => {
    const { group, write, read, commits } = open();
    const told: string[] = [];
    const heard = (what: string) => () => void told.push(`${what} after ${commits()}`);
    const written = group.alone(write('a'), false).then(heard('writer'));
    const seen = group.alone(read, true).then((texts) => heard(`reader of ${texts}`)());
    await Promise.all([written, seen]);
    assert.deepEqual(told, ['writer after 1', 'reader of a after 1']);
    await group.alone(read, true);
    assert.equal(commits(), 1);
  });

  it('behavior: a transaction that is undone is undone alone', async () => {
    const { group, write, read } = open();
    const before = group.alone(write('before'), false);
    const member = await group.begin();
    group.within(member, write('undone'));
    const after = group.alone(write('after'), false);
    await Promise.all([group.rollback(member), before, after]);
    assert.deepEqual(read(), ['after', 'before']);
  });

  it('behavior: a statement that is refused leaves the others theirs', async () => {
    const { group, write, read } = open();
    const [first, twin, other] = await Promise.allSettled([group.alone(write('a'), false), group.alone(write('a'), false), group.alone(write('b'), false)]);
    assert.deepEqual([first.status, twin.status, other.status], ['fulfilled', 'rejected', 'fulfilled']);
    assert.match(String(twin.status === 'rejected' && twin.reason), /UNIQUE/);
    assert.deepEqual(read(), ['a', 'b']);
  });

  it('behavior: one at work when the turn ends is waited for, and nobody begins in between', async () => {
    const { group, write, commits } = open();
    const order: string[] = [];
    const member = await group.begin();
    group.within(member, write('slow'));
    const next = group.begin().then((later) => {
      order.push(`next after ${commits()}`);
      return group.commit(later);
    });
    await sleep(20);
    assert.equal(commits(), 0);
    await group.commit(member).then(() => order.push('slow'));
    await next;
    assert.deepEqual(order.sort(), ['next after 1', 'slow']);
    assert.equal(commits(), 2);
  });

  it('error: when it fails everybody hears so, and nothing of it stays', async () => {
    const { group, write, read, refuse } = open();
    refuse(true);
    const member = await group.begin();
    group.within(member, write('within'));
    const undone = async () => group.rollback(await group.begin());
    const all = [group.commit(member), group.alone(write('alone'), false), group.alone(read, true), undone()];
    for (const outcome of await Promise.allSettled(all)) assert.match(String(outcome.status === 'rejected' && outcome.reason), isGone);
    assert.deepEqual(read(), []);
    refuse(false);
    await group.alone(write('after'), false);
    assert.deepEqual(read(), ['after']);
  });

  it('error: a transaction whose group SQLite has ended writes nothing more, and the next one does', async () => {
    const { database, group, write, read } = open();
    const other = group.alone(write('other'), false);
    const member = await group.begin();
    group.within(member, write('first'));
    const full = () => {
      database.exec('rollback');
      throw new Error('the disk is gone');
    };
    assert.throws(() => group.within(member, full), isGone);
    assert.throws(() => group.within(member, write('second')), /nothing of it was kept/);
    await assert.rejects(group.commit(member), isGone);
    await assert.rejects(other, isGone);
    const next = await group.begin();
    assert.throws(() => group.within(member, write('third')), /nothing of it was kept/);
    group.within(next, write('next'));
    await group.commit(next);
    assert.deepEqual(read(), ['next']);
  });

  it('error: a disk that is full takes nothing, and then everything', async (t) => {
    const { database, group, write, read } = open(temporaryFile(t));
    database.exec('pragma max_page_count = 4');
    const long = 'x'.repeat(100_000);
    const outcomes = await Promise.allSettled([group.alone(write('short'), false), group.alone(write(long), false)]);
    const kept = outcomes.flatMap(({ status }, index) => (status === 'fulfilled' ? [['short', long][index]] : []));
    assert.equal(outcomes[1].status, 'rejected');
    assert.deepEqual(read(), kept);
    database.exec('pragma max_page_count = 4000');
    await group.alone(write(long), false);
    assert.deepEqual(read(), [...kept, long].sort());
  });

  it('error: while another process writes nobody can begin; afterwards everybody can', async (t) => {
    const path = temporaryFile(t);
    const { group, write, read } = open(path);
    const other = new DatabaseSync(path);
    other.exec('begin immediate');
    await assert.rejects(group.begin(), /locked/);
    await assert.rejects(group.alone(write('a'), false), /locked/);
    other.exec('rollback');
    other.close();
    await group.commit(await group.begin());
    await group.alone(write('b'), false);
    assert.deepEqual(read(), ['b']);
  });

  it('behavior: closing commits what is under way', async () => {
    const { group, write, commits } = open();
    const written = group.alone(write('a'), false);
    await group.close();
    assert.equal(commits(), 1);
    await written;
  });
});
