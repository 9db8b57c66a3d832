import { Command } from 'commander';
import about from '../../package.json' with { type: 'json' };

/** Each command with what it needs, which is loaded for that command only. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.ts')).startCommand(),
  migrate: async () => (await import('./migrate.ts')).migrateCommand(),
  doctor: async () => (await import('./doctor.ts')).doctorCommand(),
  scenario: async () => (await import('./scenario/command.ts')).scenarioCommand(),
  simulate: async () => (await import('./simulate/command.ts')).simulateCommand(),
  bench: async () => (await import('./bench.ts')).benchCommand(),
};

const program = new Command('fairwell')
  .description('The subscription desk of a software product.')
  .version(about.version)
  .addHelpText('after', '\ndocs/ says more: operations.md, scenarios.md, simulation.md, performance.md.')
  .showHelpAfterError();

const name = process.argv[2] ?? '';
const named = Object.hasOwn(commands, name) ? commands[name] : undefined;
// whoever names none of them is shown all
for (const load of named === undefined ? Object.values(commands) : [named]) program.addCommand(await load());

await program.parseAsync();
