import { readFileSync, statSync } from 'node:fs';
import { printable } from '../core/printable.ts';
import { TuneError } from '../core/tune-error.ts';
import { traceLoad } from '../load/arrivals.ts';
import type { Load } from '../load/load.ts';
import { loadFacts } from '../load/load-facts.ts';
import { parseArrivals } from '../load/parse-arrivals.ts';
import type { StudyLoad } from '../study/study-header.ts';
import type { LoadOptions } from './options/load-options.ts';

/** A larger file is no list of arrivals: a million lines take some 20 MB. */
const MOST_BYTES = 64 * 2 ** 20;

/** A load ready to be offered, and what a study keeps of it. */
export interface ReadLoad {
  readonly load: Load;
  readonly facts: StudyLoad;
}

/** Reads the arrivals of a trace, if it is one. Throws a `TuneError` (usage) where the file cannot be read or holds anything else. */
export function readLoad(options: LoadOptions): ReadLoad {
  const { adaptiveBatching, deadlineMs, price } = options;
  const load = offeredLoad(options);
  return {
    load,
    facts: {
      offered: loadFacts(load),
      adaptiveBatching,
      ...(deadlineMs !== null && { deadlineMs }),
      price,
    },
  };
}

function offeredLoad({ parsed, label }: LoadOptions): Load {
  if (parsed.kind !== 'trace') return parsed;
  const { path, text } = parsed;
  const name = printable(path, 200);
  return traceLoad(parseArrivals(readTrace(path, name, label), name), text);
}

function readTrace(path: string, name: string, label: string): string {
  try {
    const file = statSync(path);
    if (!file.isFile()) throw new Error('it is no file');
    if (file.size > MOST_BYTES) throw new Error('it is larger than 64 MiB');
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new TuneError('usage', `${label} names a file that cannot be read: ${name}`, {
      cause: error,
      hint: `${(error as Error).message}. Write poisson:200/s or the like for made arrivals.`,
    });
  }
}
