import pg from 'pg';
import { Temporal } from 'temporal-polyfill';
import { instantFromText } from '../../store/instants.ts';

const { builtins } = pg.types;

const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, toNumber],
  [builtins.NUMERIC, toNumber],
  [builtins.TIMESTAMPTZ, instantFromText],
  // a civil date or time has no instant, so it stays text
  [builtins.DATE, (text) => text],
  [builtins.TIMESTAMP, (text) => text],
]);

/** How values of the database become values of the program; what is not named here is the driver's. */
export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number): unknown => parsers.get(oid) ?? pg.types.getTypeParser(oid, 'text'),
};

/** How a value of the program is handed to the database. */
export function toParameter(value: unknown): unknown {
  const converted = toDriver(value);
  return Array.isArray(converted) ? listOf(converted) : converted;
}

function toDriver(value: unknown): unknown {
  if (value instanceof Temporal.Instant) return value.toString();
  if (Array.isArray(value)) return value.map(toDriver);
  return value;
}

/** Escapes of JSON that the database reads as something else; quotes and backslashes are escaped alike. */
const FOREIGN = /\\[bfnrtu]/u;

/** A list as the database's own text, which JSON is but for its brackets and which it makes in a quarter of the driver's time. */
function listOf(values: readonly unknown[]): unknown {
  if (!values.every(isPlain)) return values;
  const text = JSON.stringify(values);
  return FOREIGN.test(text) ? values : `{${text.slice(1, -1)}}`;
}

/** Whether JSON has it as it is: no list within the list, and no number that is none. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'string' || typeof value === 'boolean' || value === null;
}

function toNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && !Number.isSafeInteger(number)) {
    throw new RangeError(`The database holds ${text}, which is more than can be counted exactly.`);
  }
  return number;
}
