/** What a group asks of its database: one connection, whose statements run at once. */
export type GroupedDatabase = {
  exec(sql: string): void;
  /** Whether a transaction is open. SQLite may have ended it by itself (https://sqlite.org/lang_transaction.html §3). */
  readonly isTransaction: boolean;
};

type Group = { readonly settled: Promise<void>; succeed(): void; fail(error: unknown): void };

/** A member at work: a transaction between `begin` and `commit` or `rollback`. */
export type Member = { readonly group: Group; leave(): void };

/**
 * One commit for all who came in one turn of the event loop. A commit waits for the disk, and nobody else is served meanwhile, so what many
 * people do at once shares one wait. Each member's transaction is a savepoint within the group's, undone alone when it fails, and its
 * caller hears of success only when the group is on disk. Whoever reads what a group has written waits for it too, so that no answer
 * tells of what a power cut could take back. When the group itself fails, everybody in it hears so, and nothing of it stays.
 */
export class CommitGroup {
  readonly #database: GroupedDatabase;
  #group: Group | null = null;
  /** Whoever comes waits for who came before. */
  #last: Promise<void> = Promise.resolve();
  #atWork: Member | null = null;
  /** The turn was over while a member was at work: the group is committed before the next one. */
  #isDue = false;

  constructor(database: GroupedDatabase) {
    this.#database = database;
  }

  /** Begins a member's transaction. @throws when SQLite cannot begin one, as when another process writes for longer than the busy timeout. */
  async begin(): Promise<Member> {
    const leave = await this.#turn();
    try {
      const group = this.#join();
      this.#run(() => this.#database.exec('savepoint member'));
      this.#atWork = { group, leave };
      return this.#atWork;
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Runs a statement of a member's transaction. @throws when its group has failed: nothing may be written outside of it. */
  within<T>(member: Member, statement: () => T): T {
    if (this.#atWork !== member || this.#group !== member.group) throw new Error('The transaction has ended, and nothing of it was kept.');
    return this.#run(statement);
  }

  /** Ends a member's transaction, and resolves once it is on disk. @throws what its group failed for. */
  async commit(member: Member): Promise<void> {
    if (this.#group === member.group) this.within(member, () => this.#database.exec('release member'));
    this.#leave(member);
    await member.group.settled;
  }

  /** Undoes a member's transaction. Why may rest on what its group wrote, so this waits for the group as well. @throws what that failed for. */
  async rollback(member: Member): Promise<void> {
    if (this.#atWork === member && this.#group === member.group) {
      try {
        this.#database.exec('rollback to member');
        this.#database.exec('release member');
      } catch (error) {
        // What cannot be undone alone is undone with all the others.
        this.#undo(error);
      }
    }
    this.#leave(member);
    await member.group.settled;
  }

  /** Runs one statement that is a transaction by itself, and resolves once it, and all that it saw, is on disk. */
  async alone<T>(statement: () => T, isRead: boolean): Promise<T> {
    const leave = await this.#turn();
    let group = this.#group;
    try {
      if (!isRead) group = this.#join();
      return this.#run(statement);
    } finally {
      leave();
      await group?.settled;
    }
  }

  /** Commits what is under way. */
  async close(): Promise<void> {
    const leave = await this.#turn();
    this.#commit();
    leave();
  }

  async #turn(): Promise<() => void> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    return resolve;
  }

  #join(): Group {
    if (this.#group !== null) return this.#group;
    this.#database.exec('begin immediate');
    const { promise: settled, resolve: succeed, reject: fail } = Promise.withResolvers<void>();
    // Its members await it; one that nobody is left in fails unheard.
    settled.catch(() => {});
    this.#group = { settled, succeed, fail };
    setImmediate(() => {
      if (this.#atWork === null) this.#commit();
      else this.#isDue = true;
    });
    return this.#group;
  }

  #run<T>(statement: () => T): T {
    try {
      return statement();
    } catch (error) {
      // A full disk, for one, may end the whole transaction, and with it what others wrote.
      if (!this.#database.isTransaction) this.#fail(error);
      throw error;
    }
  }

  #leave(member: Member): void {
    if (this.#atWork !== member) return;
    this.#atWork = null;
    if (this.#isDue) this.#commit();
    member.leave();
  }

  #commit(): void {
    const group = this.#group;
    this.#isDue = false;
    if (group === null) return;
    try {
      this.#database.exec('commit');
    } catch (error) {
      this.#undo(error);
      return;
    }
    this.#group = null;
    group.succeed();
  }

  #undo(error: unknown): void {
    if (this.#database.isTransaction) this.#database.exec('rollback');
    this.#fail(error);
  }

  #fail(error: unknown): void {
    this.#group?.fail(error);
    this.#group = null;
  }
}
