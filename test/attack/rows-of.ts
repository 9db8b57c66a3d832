import { sql, type Kysely } from 'kysely';
import type { Tables } from '../../src/store/schema.ts';

/** Every row that belongs to an account, by table, as text: whatever changes in one of them changes it. */
export async function rowsOf(db: Kysely<Tables>, accountId: string): Promise<Record<string, readonly string[]>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'account_id' and table_name <> 'auth_credentials'
    order by table_name`.execute(db);
  const found: Record<string, readonly string[]> = {};
  for (const { name } of tables) {
    found[name] = await texts(db, sql`select * from ${sql.table(name)} where account_id = ${accountId}`);
  }
  const users = sql`select user_id from members where account_id = ${accountId}`;
  found['accounts'] = await texts(db, sql`select * from accounts where id = ${accountId}`);
  found['clocks'] = await texts(
    db,
    sql`select * from clocks where id = (select clock_id from accounts where id = ${accountId})`,
  );
  found['auth_users'] = await texts(db, sql`select * from auth_users where id in (${users})`);
  for (const table of ['auth_sessions', 'auth_credentials']) {
    found[table] = await texts(db, sql`select * from ${sql.table(table)} where user_id in (${users})`);
  }
  return found;
}

async function texts(db: Kysely<Tables>, query: ReturnType<typeof sql>): Promise<readonly string[]> {
  const { rows } = await sql<{ row: string }>`select row_to_json(it)::text as row from (${query}) as it`.execute(db);
  return rows.map(({ row }) => row).sort();
}
