// npm run fuzz -- --requests 100000 --seed S: sends requests that nobody should send to a program of its own.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { fuzz } from '../test/fuzz/fuzz.ts';
import { startPostgres } from '../test/testkit/postgres-server.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(randomInt(1_000_000_000)) },
    lanes: { type: 'string', default: '12' },
  },
});
const [requests, lanes] = [Number(values.requests), Number(values.lanes)];
if (!Number.isInteger(requests) || requests < 10 || !Number.isInteger(lanes) || lanes < 1) {
  console.error('--requests is a whole number of 10 or more, --lanes of 1 or more');
  process.exit(2);
}

console.log(`seed ${values.seed}`);
const startedAt = performance.now();
const server = await startPostgres();
let failed: boolean;
try {
  const result = await fuzz(server.url, {
    requests,
    lanes,
    seed: values.seed,
    report: (line) => console.log(`- ${line}`),
  });
  console.table(result.statuses);
  console.table(result.commands);
  const seconds = (performance.now() - startedAt) / 1_000;
  console.log(
    `${result.requests} requests in ${Math.round(seconds)} s; held after a collection: ${result.heldMb.join(', ')} MB`,
  );
  for (const failure of result.failures) console.error(failure);
  failed = result.failures.length > 0;
  console.log(
    failed ? `failed; --seed ${values.seed} shows it again` : 'no 500, nothing changed that nobody asked for',
  );
} finally {
  await server.stop();
}
process.exit(failed ? 1 : 0);
