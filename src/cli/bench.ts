import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';

/** What Node.js is told where the program runs as a service (`docs/operations.md`). */
const AS_A_SERVICE = ['--max-semi-space-size=32'];

/** `fairwell bench`, which is also `npm run bench`. */
export function benchCommand(): Command {
  return new Command('bench')
    .description('measure everything that has a goal, each beside its limit, on a PostgreSQL of its own')
    .option('--quick', 'a short run, to see that all of it works')
    .option('--full', 'also what takes half an hour: a million renewals, ten million delivered leads')
    .option('--rows <names>', 'only these, with commas: commands, renewals, orders, pages, simulation, start')
    .action((options: Readonly<Record<string, string | boolean>>) => {
      const given = Object.entries(options).flatMap(([name, value]) =>
        typeof value === 'string' ? [`--${name}`, value] : [`--${name}`],
      );
      const root = packageRoot();
      const bench = spawn(process.execPath, [...AS_A_SERVICE, join(root, 'scripts', 'bench.mjs'), ...given], {
        cwd: root,
        stdio: 'inherit',
      });
      bench.once('exit', (code) => process.exit(code ?? 1));
    });
}

/** The benchmarks are not part of what is built: they stand beside it. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
