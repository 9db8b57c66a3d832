import { describe, expect, it } from 'vitest';
import { COUNTRIES, isTimeZone, TIME_ZONES, usualTimeZone } from './places.ts';

describe('countries', () => {
  it('are 249, each once, in order', () => {
    expect(COUNTRIES).toHaveLength(249);
    expect([...new Set(COUNTRIES)].sort()).toEqual(COUNTRIES);
  });

  it.each(COUNTRIES)('%s has a usual time zone', (country) => {
    expect(isTimeZone(usualTimeZone(country))).toBe(true);
  });

  it('have the zone that their companies would expect', () => {
    expect(['US', 'GB', 'DE', 'JP', 'BR', 'AU', 'AQ'].map(usualTimeZone)).toEqual([
      'America/New_York',
      'Europe/London',
      'Europe/Berlin',
      'Asia/Tokyo',
      'America/Sao_Paulo',
      'Australia/Sydney',
      'Antarctica/Casey',
    ]);
  });
});

describe('time zones', () => {
  it('are all zones, and UTC', () => {
    expect(TIME_ZONES.length).toBeGreaterThan(300);
    expect(TIME_ZONES.at(-1)).toBe('UTC');
    expect(TIME_ZONES.every(isTimeZone)).toBe(true);
  });

  it.each(['Europe/Kyiv', 'Europe/Kiev', 'UTC'])('%s is one', (zone) => {
    expect(isTimeZone(zone)).toBe(true);
  });

  it.each(['', '+01:00', 'Mars/Olympus', 'America/New York', '../etc'])('"%s" is none', (zone) => {
    expect(isTimeZone(zone)).toBe(false);
  });
});
