/**
 * A file of comma-separated values, made while it is read. `batches` gives its rows; a cell that a
 * spreadsheet would run as a formula is disarmed.
 */
export type CsvFile = (
  columns: readonly string[],
  batches: AsyncIterable<readonly (readonly string[])[]>,
) => ReadableStream<Uint8Array>;
