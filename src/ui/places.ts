import { COUNTRIES, TIME_ZONES } from '../domain/account/places.ts';
import type { Option } from './components/field.tsx';

const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });

/** All countries by name. */
export const countryOptions: readonly Option[] = COUNTRIES.map((code) => ({
  value: code,
  label: countryName(code),
})).sort((a, b) => a.label.localeCompare(b.label, 'en'));

const zones = TIME_ZONES.map(zoneOption);

/** All time zones; `chosen` is among them even where the list knows it under a newer name. */
export function timeZoneOptions(chosen?: string): readonly Option[] {
  return chosen === undefined || TIME_ZONES.includes(chosen) ? zones : [zoneOption(chosen), ...zones];
}

function zoneOption(zone: string): Option {
  return { value: zone, label: zone.replaceAll('_', ' ') };
}

/** "Germany" for DE. What is no code of a country stands for itself. */
export function countryName(code: string): string {
  return /^[A-Z]{2}$/u.test(code) ? (names.of(code) ?? code) : code;
}
