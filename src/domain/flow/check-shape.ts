/** An object of unknown fields, as it comes out of JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether the value is an object with fields. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the value is a list. */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Whether the value is a text with something in it. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** Whether the value is a whole number within these bounds, both included. */
export function isWhole(value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;
}

/** Whether the value is a list of texts with at least one. */
export function isTexts(value: unknown): value is readonly string[] {
  return isList(value) && value.length > 0 && value.every(isText);
}
