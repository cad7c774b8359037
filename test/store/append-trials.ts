import { openPostgresStore } from '../../src/store/postgres-store.ts';
import { isPostgresUrl } from '../../src/store/postgres-url.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { headerOf, spaceOf, trialOf } from '../study/fixtures.ts';

/**
 * Child process: appends `count` trials to a study of its own in a shared knowledge base, and tells the parent the number of
 * each as soon as it is stored. Arguments: file or URL, study id, count.
 */
const [path = '', studyId = '', count = '0'] = process.argv.slice(2);
const batches = Array.from({ length: Number(count) }, (_, i) => i + 1);
const { configurations } = spaceOf({ batches, instances: [1], threads: [1] });
const store = isPostgresUrl(path) ? await openPostgresStore(path) : openSqliteStore(path);
await store.createStudy(headerOf({ studyId }));
for (const [i, configuration] of configurations.slice(0, Number(count)).entries()) {
  await store.appendTrial(studyId, trialOf(i + 1, configuration));
  process.send?.(i + 1);
}
process.send?.('done');
process.disconnect?.();
// Without an argument to stay for, the process ends here with its study still running.
