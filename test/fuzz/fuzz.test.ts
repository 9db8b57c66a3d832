import { expect, test } from 'vitest';
import { makePostgres } from '../testkit/databases.ts';
import { fuzz } from './fuzz.ts';

test('a thousand requests that nobody should send: no 500, and nothing happens to whoever asked for nothing', async () => {
  const { failures, statuses, commands } = await fuzz(await makePostgres(), { requests: 1_000, seed: 'sample' });
  expect(failures).toEqual([]);
  // it was not turned away at the door
  const answered = (kind: string, status: number) => statuses[`${kind} ${status}`] ?? 0;
  expect(answered('form', 303)).toBeGreaterThan(50);
  expect(answered('page', 200)).toBeGreaterThan(80);
  expect(Object.keys(commands)).toEqual(expect.arrayContaining(['place_order', 'start_attempt', 'change_company']));
}, 120_000);
