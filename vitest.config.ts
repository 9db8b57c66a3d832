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

export default defineConfig({
  test: {
    // one more than the processors that there are at least: many tests wait for a process, a lock or a page
    maxWorkers: 3,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          setupFiles: ['test/testkit/equal-instants.ts'],
          include: ['src/**/*.test.{ts,tsx}', 'flows/**/*.test.ts', ...withoutDatabase],
        },
      },
      {
        extends: true,
        test: {
          name: 'desk',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/browser/**', ...withoutDatabase],
          globalSetup,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
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
