import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { headerOf, spaceOf, trialOf } from '../study/fixtures.ts';

/** Child process: appends `count` trials to a study of its own in a shared file. Arguments: file, study id, count. */
const [path = '', studyId = '', count = '0'] = process.argv.slice(2);
const batches = Array.from({ length: Number(count) }, (_, i) => i + 1);
const { configurations } = spaceOf({ batches, instances: [1], threads: [1] });
const store = openSqliteStore(path);
await store.createStudy(headerOf({ studyId }));
for (const [i, configuration] of configurations.slice(0, Number(count)).entries()) {
  await store.appendTrial(studyId, trialOf(i + 1, configuration));
}
process.send?.('done');
// Without an argument to stay for, the process ends here with its study still running.
