import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LIFECYCLE_FILE, lifecycleDocument } from '../scripts/lifecycle-doc.ts';
import { matrixCommands, situations } from '../src/domain/subscription/matrix.ts';
import { refusalSentences } from '../src/ui/messages/refusals.ts';

test('docs/lifecycle.md says what the matrix says; if not, run "npm run docs"', async () => {
  expect(readFileSync(LIFECYCLE_FILE, 'utf8')).toBe(await lifecycleDocument());
});

test('the page has a row for every situation, and every command and refusal', async () => {
  const page = await lifecycleDocument();
  for (const situation of situations) {
    expect(page.split('\n').filter((line) => line.startsWith(`| ${situation} `)).length, situation).toBe(3);
  }
  for (const name of [...matrixCommands, ...Object.keys(refusalSentences)]) expect(page).toContain(`\`${name}\``);
});
