import { defineConfig } from 'vitest/config';

/** The tests by which the domain's mutants are judged: those that are cheap, and the same on every run. */
export default defineConfig({
  test: {
    include: ['src/domain/**/*.test.ts', 'test/domain/**/*.test.ts'],
    exclude: ['**/*.property.test.ts', 'test/domain/properties.test.ts'],
    setupFiles: ['test/testkit/one-seed.ts', 'test/testkit/equal-instants.ts'],
    // pure tests cannot disturb each other, and so share what they have loaded: a mutant costs a quarter
    isolate: false,
  },
});
