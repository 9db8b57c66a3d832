import { Command } from 'commander';
import { benchCommand } from './bench.ts';
import { doctorCommand } from './doctor.ts';
import { migrateCommand } from './migrate.ts';
import { scenarioCommand } from './scenario/command.ts';
import { simulateCommand } from './simulate/command.ts';
import { startCommand } from './start.ts';

const program = new Command('fairwell')
  .description('The subscription desk of a software product.')
  .showHelpAfterError()
  .addCommand(startCommand())
  .addCommand(migrateCommand())
  .addCommand(doctorCommand())
  .addCommand(scenarioCommand())
  .addCommand(simulateCommand())
  .addCommand(benchCommand());

await program.parseAsync();
