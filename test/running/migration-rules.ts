/** What a migration may not do to tables that are in use, each with the reason. */
const RULES: readonly { readonly breaks: RegExp; readonly why: string }[] = [
  {
    breaks: /^create (?:unique )?index (?!concurrently\b)/u,
    why: 'create index locks the table for writes: make it concurrently',
  },
  { breaks: /^drop index (?!concurrently\b)/u, why: 'drop index locks the table: drop it concurrently' },
  { breaks: /^reindex (?!.*\bconcurrently\b)/u, why: 'reindex locks the table: do it concurrently' },
  {
    breaks: /^alter table .* alter (?:column )?\w+ (?:set data )?type\b/u,
    why: 'a change of type writes every row anew: add a column instead',
  },
  {
    breaks: /^alter table .* set not null/u,
    why: 'set not null reads the whole table under a lock: add a check that is not valid, then validate it',
  },
  {
    breaks: /^alter table .* add (?:constraint \w+ )?(?:foreign key|check)\b(?!.*\bnot valid\b)/u,
    why: 'a constraint is checked against every row under a lock: add it not valid, and validate it in a later one',
  },
  {
    breaks: /^alter table .* add (?:constraint \w+ )?(?:unique|primary key)\b(?!.*\busing index\b)/u,
    why: 'a unique constraint builds an index under a lock: build it concurrently, then add it using index',
  },
  {
    breaks:
      /^alter table .* add (?:column )?(?!constraint\b|foreign\b|check\b|unique\b|primary\b)\w+ .*\breferences\b/u,
    why: 'a reference is checked under locks on both tables: add the column, then the constraint not valid',
  },
  {
    breaks: /^alter table .* add .*\bdefault (?:random|gen_random_uuid|clock_timestamp|nextval)\b/u,
    why: 'a default that differs from row to row writes every row anew',
  },
  {
    breaks: /^alter table .* add (?:column )?(?!.*\bdefault\b)\w+ .*\bnot null\b/u,
    why: 'a column that is not null and has no default fails on a table with rows',
  },
  { breaks: /^(?:update|delete)\b/u, why: 'every row in one transaction: let the program do it in small portions' },
  { breaks: /^(?:vacuum full|cluster|lock table|truncate)\b/u, why: 'it locks the table' },
];

/** Statements that PostgreSQL, or a run that was broken off, allows in one of the two kinds only. */
const OUTSIDE = '-- outside of a transaction';

/** What a migration breaks of the rules, given the tables that were there before it. */
export function breachesOf(text: string, existing: ReadonlySet<string>): readonly string[] {
  const outside = text.startsWith(OUTSIDE);
  const statements = statementsOf(text);
  const made = new Set([...tablesMadeBy(text)]);
  const found: string[] = [];
  statements.forEach((statement, index) => {
    const table = tableOf(statement);
    const inUse = table === null || (existing.has(table) && !made.has(table));
    for (const { breaks, why } of RULES) if (inUse && breaks.test(statement)) found.push(`${why}: ${statement}`);
    const concurrently = /^(?:create|drop) (?:unique )?index concurrently\b/u.test(statement);
    if (concurrently !== outside) found.push(`one file holds concurrent statements, or others: ${statement}`);
    const built = /^create (?:unique )?index concurrently (\w+)/u.exec(statement)?.[1];
    if (built !== undefined && statements[index - 1] !== `drop index concurrently if exists ${built}`) {
      found.push(`a build that was broken off leaves a broken index, to be dropped first: ${statement}`);
    }
  });
  return found;
}

/** The names of the tables that a migration makes. */
export function tablesMadeBy(text: string): readonly string[] {
  return statementsOf(text).flatMap(
    (statement) => /^create table (?:if not exists )?(\w+)/u.exec(statement)?.[1] ?? [],
  );
}

function statementsOf(text: string): readonly string[] {
  return text
    .replace(/--.*$/gmu, '')
    .split(/;\s*$/mu)
    .map((statement) => statement.replace(/\s+/gu, ' ').trim().toLowerCase())
    .filter((statement) => statement !== '');
}

function tableOf(statement: string): string | null {
  const named =
    /^create (?:unique )?index (?:concurrently )?(?:if not exists )?\w+ on (?:only )?(\w+)/u.exec(statement) ??
    /^alter table (?:if exists )?(?:only )?(\w+)/u.exec(statement) ??
    /^(?:update|delete from|truncate(?: table)?|lock table|cluster|vacuum full) (\w+)/u.exec(statement);
  return named?.[1] ?? null;
}
