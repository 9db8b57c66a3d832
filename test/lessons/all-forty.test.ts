import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('each of the forty lessons is one test whose title starts with its number', () => {
  const here = import.meta.dirname;
  const files = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));
  const titles = files.flatMap((file) => {
    return [...readFileSync(join(here, file), 'utf8').matchAll(/^\s*it\('(L\d\d) /gmu)].map(([, number]) => number);
  });
  const forty = Array.from({ length: 40 }, (_, index) => `L${String(index + 1).padStart(2, '0')}`);
  expect(titles.toSorted()).toEqual(forty);
});
