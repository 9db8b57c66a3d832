import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

const DEFAULT_FEE_MINOR = 100;
const DEFAULT_RETRY_DAYS = [1, 3, 5, 7];
/** What the database holds in four bytes. */
const MOST = 1_000_000_000;
/** Centuries of it stay below the largest whole number that is exact. */
const MOST_MINOR = 1_000_000_000_000;

const EARLIEST = Temporal.Instant.from('1970-01-01T00:00:00Z');
const LATEST = Temporal.Instant.from('2200-01-01T00:00:00Z');

const AN_INSTANT = 'must be an instant such as 2024-01-31T15:00:00Z';

const instant = z
  .string({ error: ({ input }) => (input === undefined ? undefined : AN_INSTANT) })
  .transform((text, context) => {
    const wrong = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    let read: Temporal.Instant;
    try {
      read = Temporal.Instant.from(text);
    } catch {
      return wrong(AN_INSTANT);
    }
    if (read.epochNanoseconds % 1_000_000n !== 0n) return wrong('must be in whole milliseconds');
    if (later(EARLIEST, read) || later(read, LATEST)) return wrong('must lie between 1970 and 2200');
    return read;
  });

const timeZone = z.string().refine((zone) => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}, 'must be a time zone such as America/New_York');

const whole = (least: number, most = MOST) =>
  z
    .number()
    .max(most, `must be ${most} or less`)
    .min(least, `must be ${least} or more`)
    .int(`must be a whole number from ${least}`);

/** Half of a character cannot be stored, nor told in UTF-8. */
const WELL_FORMED = [/^\P{Cs}*$/u, 'must be well-formed Unicode'] as const;

const code = z
  .string()
  .min(1, 'must not be empty')
  .max(100, 'must have 100 characters or fewer')
  .regex(/^\P{Cc}*$/u, 'must not hold control characters')
  .regex(...WELL_FORMED);

const plan = z
  .object({
    code,
    interval: z.enum(['month', 'year']),
    priceMinor: whole(0, MOST_MINOR),
    credits: whole(0),
    rollover: z.enum(['all', 'none', 'cap']).default('all'),
    rolloverCap: whole(0).optional(),
  })
  .refine((it) => it.rollover !== 'cap' || it.rolloverCap !== undefined, {
    path: ['rolloverCap'],
    message: 'is needed by the roll-over cap',
  });

const at = { at: instant };

/** What a step can do. Keys beside those that are known are notes, here and everywhere. */
const step = z.discriminatedUnion('do', [
  z.object({ ...at, do: z.literal('cancel') }),
  z.object({ ...at, do: z.literal('keep') }),
  z.object({ ...at, do: z.literal('pause') }),
  z.object({ ...at, do: z.literal('resume') }),
  z.object({ ...at, do: z.literal('changePlan'), plan: code }),
  z.object({ ...at, do: z.literal('subscribe'), plan: code }),
  z.object({ ...at, do: z.literal('order'), leads: whole(1, Number.MAX_SAFE_INTEGER) }),
  z.object({ ...at, do: z.literal('topUp'), credits: whole(1) }),
  z.object({ ...at, do: z.literal('card'), result: z.enum(['ok', 'decline']) }),
]);

const retryDays = z
  .array(z.number())
  .refine(
    (days) => days.every((day, index) => Number.isInteger(day) && day > (days[index - 1] ?? 0) && day < 28),
    'must be rising whole days from 1 to 27, such as [1,3,5,7]',
  );

const scenario = z
  .object({
    id: z.string().regex(...WELL_FORMED),
    timeZone,
    currency: z.string().regex(/^[A-Z]{3}$/u, 'must be a currency such as USD'),
    start: instant,
    plans: z.array(plan).min(1, 'must hold a plan'),
    pause: z
      .object({ feeMinor: whole(0, MOST_MINOR).default(DEFAULT_FEE_MINOR) })
      .default({ feeMinor: DEFAULT_FEE_MINOR }),
    retryDays: retryDays.default(DEFAULT_RETRY_DAYS),
    plan: code,
    card: z.enum(['ok', 'decline']).default('ok'),
    steps: z.array(step).default([]),
    until: instant,
  })
  .superRefine((it, context) => {
    const wrong = (path: (string | number)[], message: string) => {
      context.addIssue({ code: 'custom', path, message });
    };
    const codes = it.plans.map((each) => each.code);
    codes.forEach((each, index) => {
      if (codes.indexOf(each) !== index) wrong(['plans', index, 'code'], 'is there twice');
    });
    if (!codes.includes(it.plan)) wrong(['plan'], 'is not one of plans');
    if (later(it.start, it.until)) wrong(['until'], 'must not be before start');
    it.steps.forEach((each, index) => {
      if (later(it.steps[index - 1]?.at ?? it.start, each.at)) {
        wrong(['steps', index, 'at'], index === 0 ? 'must not be before start' : 'must not be before the step before');
      }
      if (later(each.at, it.until)) wrong(['steps', index, 'at'], 'must not be after until');
    });
  });

/** One scripted life. Instants are in UTC, money in minor units; what was left out has its default. */
export type Scenario = z.output<typeof scenario>;
export type Step = Scenario['steps'][number];

/** A line of input as a scenario, or what is wrong with it; `id` is as it was given, null where there is none. */
export type Read =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly id: string | number | null; readonly message: string };

/** Reads the line with this number; a message names each field that is wrong, and the line where no id does. */
export function readScenario(line: string, number = 1): Read {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, id: null, message: `line ${number} is not JSON, and a scenario is one line: ${why}` };
  }
  const parsed = scenario.safeParse(value, { error: sentence });
  if (parsed.success) return { ok: true, scenario: parsed.data };
  const problems = new Map<string, string>();
  for (const { path, message } of parsed.error.issues) {
    const field = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
    // what else is wrong with a field follows from the first, or is told when that is mended
    if (!problems.has(field)) problems.set(field, message);
  }
  const told = [...problems].map(([field, problem]) =>
    field === '' ? problem : `${field.replace(/^\./u, '')}: ${problem}`,
  );
  const id = idOf(value);
  return { ok: false, id, message: (id === null ? `line ${number}: ` : '') + told.join('; ') };
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a whole number',
  array: 'a list',
  object: 'an object',
};

function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_union') {
    const isMissing = typeof issue.input === 'object' && issue.input !== null && !('do' in issue.input);
    return (isMissing ? 'is missing, and ' : '') + oneOf(step.options.map((option) => option.shape.do.value));
  }
  if (issue.input === undefined) return 'is missing';
  if (issue.code === 'invalid_value') return oneOf(issue.values.map(String));
  if (issue.code === 'invalid_type') return `must be ${KINDS[issue.expected] ?? issue.expected}`;
  return undefined;
}

function oneOf(values: readonly string[]): string {
  return `must be one of ${values.join(', ')}`;
}

function idOf(value: unknown): string | number | null {
  const id = value !== null && typeof value === 'object' && 'id' in value ? value.id : null;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

function later(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) > 0;
}
