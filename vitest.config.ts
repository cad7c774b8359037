import { defineConfig } from 'vitest/config';

/** Files end to end whose studies are to have the machine to themselves: what they say of measurements depends on it. */
const ALONE = ['adaptive-batching', 'gate', 'load', 'load-kill', 'tune', 'variants'].map(
  (name) => `test/e2e/${name}.test.ts`,
);
const END_TO_END = { testTimeout: 120_000, hookTimeout: 120_000, pool: 'forks' } as const;

/**
 * Three projects: fast in-process tests, the built command end to end, both as many at a time as there are cores, and then those
 * end to end that run one by one. Benchmarks are scripts under test/bench.
 */
export default defineConfig({
  test: {
    // By default one core is kept free, which on two cores means one file at a time.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**'],
        },
      },
      {
        test: {
          ...END_TO_END,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: ALONE,
        },
      },
      {
        test: {
          ...END_TO_END,
          name: 'alone',
          include: ALONE,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
