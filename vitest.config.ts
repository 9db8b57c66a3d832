import { defineConfig } from 'vitest/config';

const globalSetup = ['test/testkit/global-setup.ts'];

/** Tests beside the sources' own that need no database either. */
const withoutDatabase = [
  'test/domain/**/*.test.ts',
  'test/simulate/**/*.test.ts',
  'test/{lessons,proof}/*.test.ts',
  'test/adapters/{folder-lock,listen}.test.ts',
  'test/{config,conventions}.test.ts',
];

/** Tests that put something else in the place of a module, which nobody beside them may see. */
const apart = ['test/attack/broken-flow.test.ts'];

const withDatabase = { globalSetup, testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    // one more than the processors that there are at least: many tests wait for a process, a lock or a page
    maxWorkers: 3,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          isolate: false,
          setupFiles: ['test/testkit/equal-instants.ts'],
          include: ['src/**/*.test.{ts,tsx}', 'flows/**/*.test.ts', ...withoutDatabase],
        },
      },
      {
        extends: true,
        test: {
          name: 'desk',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/browser/**', ...withoutDatabase, ...apart],
          // each test file makes its own databases, so what files have loaded is theirs together
          isolate: false,
          ...withDatabase,
        },
      },
      {
        extends: true,
        test: { name: 'apart', include: apart, ...withDatabase },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.{ts,tsx}'],
          globalSetup,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
