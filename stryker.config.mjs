/**
 * Mutation testing of the domain: every small change to it must fail a test. How to read what it tells
 * is in docs/mutation.md.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts' },
  mutate: ['src/domain/**/*.ts', '!src/domain/**/*.test.ts'],
  // what the domain's own tests need, so that a copy of the project is made in no time
  ignorePatterns: [
    '/*',
    '!/src',
    '!/flows',
    '!/test',
    '!/package.json',
    '!/tsconfig.json',
    '!/vitest.mutation.config.ts',
  ],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // so long that a busy machine is not taken for a loop without an end
  timeoutMS: 10_000,
  incremental: true,
  incrementalFile: '.mutation/incremental.json',
  tempDirName: '.stryker-tmp',
  cleanTempDir: 'always',
  reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
  htmlReporter: { fileName: '.mutation/report.html' },
  jsonReporter: { fileName: '.mutation/report.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 95, low: 90, break: 90 },
};
