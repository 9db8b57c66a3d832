import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { opener } from '../testkit/databases.ts';

describe('a database that drops its connections', () => {
  const open = opener('postgres');

  it('fails what was running on them, and serves what comes after', async () => {
    const { db } = await open();
    const sleeping = expect(sql`select pg_sleep(20)`.execute(db)).rejects.toThrow('terminat');
    await sql`select 1`.execute(db);
    await sleep(200);
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()
    `.execute(db);
    await sleeping;
    const after = await Promise.all(
      Array.from({ length: 20 }, () =>
        sql<{ one: number }>`select 1 as one`.execute(db).then(({ rows }) => rows[0]?.one),
      ),
    );
    expect(after).toEqual(Array.from({ length: 20 }, () => 1));
  });
});
