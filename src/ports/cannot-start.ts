/** The program cannot start, for a reason that one sentence tells to whoever started it. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}
