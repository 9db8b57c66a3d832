import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Loaded into the program under fuzz before its own code: on a signal it collects what nobody holds any more, and says
// how much is left. What a collector has not come to yet is no leak.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

process.on('SIGUSR2', () => {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  process.stderr.write(`${JSON.stringify({ heldBytes: heapUsed + external })}\n`);
});
