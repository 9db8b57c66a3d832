import { Command } from 'commander';

/** `fairwell scenario [FILE]`. */
export function scenarioCommand(): Command {
  return new Command('scenario')
    .description('run scripted lives from JSON Lines, and print what happened as JSON Lines')
    .argument('[file]', 'one scenario a line; standard input without it')
    .action(() => undefined);
}
