/**
 * How well the search for the goodput does, simulated: against servers whose goodput is known by a very long simulation, on a
 * steady machine and on one with slow moments, beside the rule it replaced; the evidence alone at a bound that is the true p99; and the
 * alarms for queues that grow. One run, the same figures each time.
 */
import { EVIDENCE_HEAD, evidenceRows } from './goodput/evidence-table.ts';
import { SEARCH_HEAD, searchRows } from './goodput/search-table.ts';
import { WATCH_HEAD, watchRows } from './goodput/watch-table.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const searches = Number(process.env['SEARCHES'] ?? 60);
const parts = (process.env['PARTS'] ?? 'search,evidence,watch').split(',');

if (parts.includes('search')) {
  for (const line of SEARCH_HEAD) print(line);
  for (const deviation of [0, 0.05, 0.1]) {
    for (const line of searchRows(deviation, searches)) print(line);
  }
}
if (parts.includes('evidence')) {
  print('');
  for (const line of EVIDENCE_HEAD) print(line);
  for (const line of evidenceRows()) print(line);
}
if (parts.includes('watch')) {
  print('');
  for (const line of WATCH_HEAD) print(line);
  for (const line of watchRows()) print(line);
}
