import { COUNTRIES, timeZones } from '../domain/account/places.ts';
import type { Option } from './components/field.tsx';

const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });

/** All countries by name. */
export const countryOptions: readonly Option[] = COUNTRIES.map((code) => ({
  value: code,
  label: names.of(code) ?? code,
})).sort((a, b) => a.label.localeCompare(b.label, 'en'));

/** All time zones; `chosen` is among them even where the list knows it under a newer name. */
export function timeZoneOptions(chosen?: string): readonly Option[] {
  const zones = timeZones();
  const all = chosen === undefined || zones.includes(chosen) ? zones : [chosen, ...zones];
  return all.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }));
}

/** The name of a country: "United States" for `US`. */
export function countryName(code: string): string {
  return names.of(code) ?? code;
}
