import { describe, expect, test } from 'vitest';
import {
  cityName,
  formatCount,
  formatDate,
  formatInstant,
  formatMoney,
  formatMoneyShort,
  formatNumber,
  formatTime,
} from './format.ts';

describe('money', () => {
  test.each([
    [100, 'USD', '$1.00'],
    [123456, 'USD', '$1,234.56'],
    [-500, 'USD', '-$5.00'],
    [0, 'EUR', '€0.00'],
    [1500, 'JPY', '¥1,500'],
    [1234, 'KWD', 'KWD\u00a01.234'],
  ])('%i %s is %s', (amountMinor, currency, text) => {
    expect(formatMoney(amountMinor, currency)).toBe(text);
  });

  test('the short form drops decimals only where they are zero', () => {
    expect(formatMoneyShort(100, 'USD')).toBe('$1');
    expect(formatMoneyShort(150, 'USD')).toBe('$1.50');
  });
});

describe('instants', () => {
  test('are written out in the zone, with its city', () => {
    expect(formatInstant('2026-03-31T19:00:00Z', 'America/New_York')).toBe('31 March 2026, 15:00 New York time');
    expect(formatInstant('2026-03-31T19:00:30Z', 'UTC')).toBe('31 March 2026, 19:00 UTC');
  });

  test('the date is that of the zone', () => {
    expect(formatDate('2026-03-31T23:30:00Z', 'Asia/Tokyo')).toBe('1 April 2026');
    expect(formatTime('2026-03-31T23:30:00Z', 'Asia/Tokyo')).toBe('08:30');
  });

  test('a time that the clock shows twice says which of the two it is', () => {
    expect(formatInstant('2026-11-01T05:30:00Z', 'America/New_York')).toBe(
      '1 November 2026, 01:30 New York time (UTC-04:00)',
    );
    expect(formatInstant('2026-11-01T06:30:00Z', 'America/New_York')).toBe(
      '1 November 2026, 01:30 New York time (UTC-05:00)',
    );
    // clocks went back right after midnight, to the evening before
    expect(formatInstant('2009-11-01T03:00:00Z', 'America/St_Johns')).toBe(
      '31 October 2009, 23:30 St Johns time (UTC-03:30)',
    );
  });

  test.each([
    ['America/Argentina/Buenos_Aires', 'Buenos Aires'],
    ['Europe/Berlin', 'Berlin'],
    ['Etc/UTC', 'UTC'],
    ['GMT', 'UTC'],
  ])('the city of %s is %s', (timeZone, city) => {
    expect(cityName(timeZone)).toBe(city);
  });
});

describe('numbers', () => {
  test('are grouped, and carry their word', () => {
    expect(formatNumber(1234567)).toBe('1,234,567');
    expect(formatCount(1, 'credit', 'credits')).toBe('1 credit');
    expect(formatCount(0, 'credit', 'credits')).toBe('0 credits');
    expect(formatCount(1500, 'lead', 'leads')).toBe('1,500 leads');
  });
});
