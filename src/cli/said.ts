import { CannotStart } from '../ports/cannot-start.ts';

/** Says a line to whoever started the program. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Ends the program with what went wrong: a sentence where one tells it all. */
export function fail(error: unknown): never {
  const text = error instanceof CannotStart ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
