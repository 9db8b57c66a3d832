/** A log of what happens, for whoever runs the program. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A log whose lines can be told apart by what they belong to. */
export interface ScopedLog extends Log {
  /** Runs `work`; every line that is logged in it, by whomever, carries the fields. */
  within<T>(fields: object, work: () => T): T;
}
