import { Command } from 'commander';
import { scenarioCommand } from './scenario/command.ts';

const program = new Command('fairwell')
  .description('The subscription desk of a software product.')
  .showHelpAfterError()
  .addCommand(scenarioCommand());

await program.parseAsync();
