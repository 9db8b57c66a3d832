import { parseArgs } from 'node:util';
import { commands } from './commands.ts';
import { openPlace } from './place.ts';
import { renewals } from './renewals.ts';
import { tableOf, type Row } from './table.ts';

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, full: { type: 'boolean' }, rows: { type: 'string' } },
});
const rows: Row[] = [];
const place = await openPlace();
try {
  rows.push(...(await commands(place, { clients: 10, times: 10, rounds: 2 })));
} finally {
  await place.stop();
}
console.log(tableOf(rows));
void renewals;
void values;
