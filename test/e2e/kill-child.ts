import { writeSync } from 'node:fs';
import { createRandom } from '../../src/core/random.ts';
import { createSimulatedProber } from '../../src/probe/simulated-prober.ts';
import { createVirtualTime, type SimulatedTime } from '../../src/probe/simulated-time.ts';
import { createStaged } from '../../src/search/staged.ts';
import { configurationKey } from '../../src/space/configuration.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { resumeStudy } from '../../src/study/resume-study.ts';
import { runStudy } from '../../src/study/run-study.ts';
import { behaviourOf, FAILED, USUAL, usualThroughput } from '../study/conduct.ts';
import { headerOf, spaceOf } from '../study/fixtures.ts';

/** What the parent asks for. */
export interface KillOrder {
  readonly path: string;
  readonly studyId: string;
}

/** The space of the studies that get killed. */
const space = spaceOf({ batches: [1, 2, 4, 8, 16], instances: [1, 2, 3], threads: [0, 1, 2] });

/** Virtual time in which every fourth sleep really takes about a millisecond, so that a kill can come anywhere. */
function slowTime(): SimulatedTime {
  const time = createVirtualTime();
  let sleeps = 0;
  return {
    now: time.now,
    sleep: async (ms, signal) => {
      if (++sleeps % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      await time.sleep(ms, signal);
    },
  };
}

/**
 * Child process of the kill test: on an order it runs the study, or resumes it where it exists, and acknowledges every
 * trial on stdout, unbuffered, as soon as its event came.
 */
async function conduct({ path, studyId }: KillOrder): Promise<void> {
  const store = openSqliteStore(path);
  const time = slowTime();
  const prober = createSimulatedProber({
    behaviour: (c) => (c.batchSize === 16 ? FAILED : behaviourOf(20 * usualThroughput(c))),
    noise: USUAL,
    time,
    random: createRandom(`${studyId} ${process.pid}`),
  });
  const ports = { clock: time, prober, store };
  const options = { space, strategy: createStaged, keepRunTimes: false };
  const { signal } = new AbortController();
  const stored = await store.study(studyId);
  const study = stored
    ? resumeStudy(stored, options, ports, signal)
    : runStudy({ ...options, header: headerOf({ studyId, budgetS: 60 }, space) }, ports, signal);
  for await (const event of study) {
    if (event.type === 'study-started') writeSync(1, 'started\n');
    if (event.type !== 'trial-finished') continue;
    writeSync(1, `${event.trial.number} ${configurationKey(event.trial.configuration)}\n`);
  }
  await store.close();
}

process.once('message', (order: KillOrder) => {
  conduct(order).then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      process.exit(1);
    },
  );
});
process.send?.('ready');
