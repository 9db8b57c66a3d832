export interface MailMessage {
  /** The same key is the same mail; a mailer that can, sends it once. */
  readonly key: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Sends mail; rejects when the server did not take it, so that it is tried again. */
export interface Mailer {
  send(message: MailMessage): Promise<void>;
}
