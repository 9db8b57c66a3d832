export interface MailMessage {
  /** Whose mail it is: the account's id, or `visitor` for somebody who is not logged in. */
  readonly accountId: string;
  /** Within an account, the same key is the same mail; a mailer that can, sends it once. */
  readonly key: string;
  readonly to: readonly string[];
  /** Where an answer goes, if not to the sender. */
  readonly replyTo?: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The server will never take this mail: nobody that it is for can be reached, or it does not want what it says. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

/** One of several recipients whom the server did not take, although it took the mail for another. */
export interface NotTaken {
  readonly address: string;
  /** What the server said. */
  readonly why: string;
  /** Whether it never will, so that nothing is gained by trying again. */
  readonly forGood: boolean;
}

export interface Mailer {
  /**
   * Sends mail; says which of its recipients were not taken. Rejects when none was, so that it is tried again,
   * unless that is a `MailRefused`.
   */
  send(message: MailMessage): Promise<readonly NotTaken[]>;
}
