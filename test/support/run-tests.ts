import { startVitest } from 'vitest/node';

/** Runs every test once and closes with the plain line `N passed, N failed[, N skipped]`, counted from the real result. */
const vitest = await startVitest('test', process.argv.slice(2), { watch: false });
const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
const count = (state: string): number => tests.filter((t) => t.result().state === state).length;
const brokenModules = vitest.state
  .getTestModules()
  .filter(
    (module) => module.state() === 'failed' && ![...module.children.allTests('failed')].length,
  ).length;
const failed = count('failed') + brokenModules + vitest.state.getUnhandledErrors().length;
const passed = count('passed');
const skipped = count('skipped') + count('pending');
await vitest.close();
process.stdout.write(
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
