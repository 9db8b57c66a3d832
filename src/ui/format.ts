import { Temporal } from 'temporal-polyfill';
import { civilMonth } from '../domain/time/civil-month.ts';
import type { Instant } from '../domain/time/period.ts';

/** An instant, or the ISO string of one, as it stands in notices and events. */
type InstantLike = Instant | string;

const LOCALE = 'en-US';

const numbers = new Intl.NumberFormat(LOCALE);
const monthNames = new Intl.DateTimeFormat(LOCALE, { month: 'long', timeZone: 'UTC' });
const MONTHS = Array.from({ length: 12 }, (_, month) => monthNames.format(Date.UTC(2000, month)));
const moneyFormats = new Map<string, MoneyFormat>();

interface MoneyFormat {
  readonly format: Intl.NumberFormat;
  /** How many minor units are a major one. */
  readonly unit: number;
}

/** `123456` USD as "$1,234.56", with as many decimals as the currency has. */
export function formatMoney(amountMinor: number, currency: string): string {
  return inMajorUnits(amountMinor, moneyFormat(currency, 'auto'));
}

/** Like `formatMoney`, but without decimals that say nothing: "$1", "$1.50". */
export function formatMoneyShort(amountMinor: number, currency: string): string {
  return inMajorUnits(amountMinor, moneyFormat(currency, 'stripIfInteger'));
}

/** `1234` as "1,234". */
export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** A number with its word: "1 credit", "1,500 credits". */
export function formatCount(value: number, one: string, many: string): string {
  return `${formatNumber(value)} ${value === 1 ? one : many}`;
}

/** "31 March 2026, 15:00 New York time"; where the clock shows that time twice, with the offset. */
export function formatInstant(instant: InstantLike, timeZone: string): string {
  const local = zoned(instant, timeZone);
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  const offset = comesTwice(local) ? ` (UTC${local.offset})` : '';
  return `${written(local)}, ${time} ${zoneName(timeZone)}${offset}`;
}

/** "31 March 2026", the date that it is in the zone at that instant. */
export function formatDate(instant: InstantLike, timeZone: string): string {
  return written(zoned(instant, timeZone));
}

/** "15:00", the time that it is in the zone at that instant. */
export function formatTime(instant: InstantLike, timeZone: string): string {
  return zoned(instant, timeZone).toPlainTime().toString({ smallestUnit: 'minute' });
}

/** "New York time" for America/New_York, "UTC" for what has no city. */
export function zoneName(timeZone: string): string {
  const city = cityName(timeZone);
  return city === 'UTC' ? city : `${city} time`;
}

/** "New York" for America/New_York. */
export function cityName(timeZone: string): string {
  const name = timeZone.slice(timeZone.lastIndexOf('/') + 1);
  if (/^(UTC|UCT|GMT|Zulu|Universal|Greenwich)?$/i.test(name)) return 'UTC';
  return name.replaceAll('_', ' ');
}

function zoned(instant: InstantLike, timeZone: string): Temporal.ZonedDateTime {
  const point = typeof instant === 'string' ? Temporal.Instant.from(instant) : instant;
  return point.toZonedDateTimeISO(timeZone);
}

function written(local: Temporal.ZonedDateTime): string {
  return `${local.day} ${MONTHS[local.month - 1]} ${local.year}`;
}

function comesTwice(local: Temporal.ZonedDateTime): boolean {
  // only a day on which clocks change has a time twice, or the day before, when they change right after midnight
  const { days } = civilMonth(local.timeZoneId, local.year * 12 + local.month - 1);
  if (days[local.day - 1] !== null && typeof days[local.day] === 'number') return false;
  const plain = local.toPlainDateTime();
  const earlier = plain.toZonedDateTime(local.timeZoneId, { disambiguation: 'earlier' });
  const later = plain.toZonedDateTime(local.timeZoneId, { disambiguation: 'later' });
  return !earlier.toInstant().equals(later.toInstant());
}

function moneyFormat(currency: string, trailingZeroDisplay: 'auto' | 'stripIfInteger'): MoneyFormat {
  const key = `${currency} ${trailingZeroDisplay}`;
  const known = moneyFormats.get(key);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat(LOCALE, { style: 'currency', currency, trailingZeroDisplay });
  const made = { format, unit: 10 ** (format.resolvedOptions().maximumFractionDigits ?? 0) };
  moneyFormats.set(key, made);
  return made;
}

function inMajorUnits(amountMinor: number, { format, unit }: MoneyFormat): string {
  return format.format(amountMinor / unit);
}
