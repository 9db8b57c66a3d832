import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { opener } from '../testkit/databases.ts';
import { startProgram, type Program } from './program.ts';

vi.mock('../../flows/listkit.ts', () => ({
  listkit: { code: 'listkit', version: 1, reasons: [], pages: [{ id: 'confirm' }], closingPages: ['nowhere'] },
}));

const PLAN = '/settings/subscription';
const CONFIRM = `${PLAN}/cancel/confirm`;

const open = opener('embedded');
let program: Program;

beforeAll(async () => {
  program = await startProgram(await open());
});

afterAll(async () => {
  await program.stop();
});

test('a broken definition of the cancellation keeps nobody: it goes straight to the confirmation', async () => {
  expect(program.log.join('\n')).toContain('the flow is broken');
  const { owner } = await program.customer('owner@broken-flow.test');
  const page = await (await owner.open(PLAN)).submit(`${PLAN}/cancel`);
  expect(page.path).toBe(CONFIRM);
  for (const path of [`${PLAN}/cancel`, `${PLAN}/cancel/pages/price`, `${PLAN}/cancel/pages/confirm`]) {
    expect((await owner.open(path)).path).toBe(CONFIRM);
  }
  const done = await page.submit(CONFIRM);
  expect(done.path).toBe(`${PLAN}/cancel/done`);
  expect((await owner.open(PLAN)).text).toContain('Your subscription is cancelled');
  const kept = await (await owner.open(PLAN)).submit(`${PLAN}/keep`);
  expect(kept.text).toContain('Your subscription goes on as before');
  for (const path of ['/help', '/help/articles/how-to-cancel-your-subscription', '/settings/activity', '/']) {
    expect((await owner.open(path)).status).toBe(200);
  }
  expect(program.failures).toEqual([]);
});
