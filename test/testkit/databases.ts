import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, describe, inject } from 'vitest';
import { openMemory } from '../../src/adapters/database/embedded.ts';
import type { Database } from '../../src/adapters/database/open.ts';
import { openPostgres } from '../../src/adapters/database/postgres.ts';
import type { Tables } from '../../src/store/schema.ts';
import { databaseUrl } from './database-url.ts';

export type DatabaseKind = Database<Tables>['kind'];
export type TestDatabase = Database<Tables>;

/** Opens a fresh, migrated database; it is closed after the suite, if that did not close it. */
export type Open = () => Promise<TestDatabase>;

/**
 * A suite that runs once on the embedded database and once on PostgreSQL. Call `open` in `beforeAll`:
 * a database takes half a second, and tests can share one by using accounts of their own.
 */
export function onBothDatabases(name: string, suite: (open: Open, kind: DatabaseKind) => void): void {
  for (const kind of ['embedded', 'postgres'] as const) {
    describe(`${name} (${kind})`, () => {
      suite(opener(kind), kind);
    });
  }
}

/** `open` for a suite that needs one kind of database only. */
export function opener(kind: DatabaseKind): Open {
  const opened: TestDatabase[] = [];
  afterAll(async () => {
    await Promise.all(opened.map((database) => database.close()));
  });
  return async () => {
    const database = kind === 'embedded' ? await openSnapshot() : await openCopy();
    opened.push(database);
    return database;
  };
}

/** Makes an empty, migrated PostgreSQL database for a program that opens it itself; gone after the run. */
export async function makePostgres(): Promise<string> {
  const { url, template } = inject('postgres');
  const name = `${template.replace(/_template$/u, '')}_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${name} template ${template}`);
  } finally {
    await client.end();
  }
  return databaseUrl(url, name);
}

async function openCopy(): Promise<TestDatabase> {
  return openPostgres<Tables>(await makePostgres(), 10);
}

async function openSnapshot(): Promise<TestDatabase> {
  return openMemory<Tables>(new Blob([readFileSync(inject('snapshot'))]));
}
