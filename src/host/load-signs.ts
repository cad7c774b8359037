import type { Disturbance } from '../study/trial.ts';

/** Share of CPU time taken by others from which on a measurement is visibly disturbed. */
const NOTABLE_BACKGROUND = 0.05;
/** Steal distorts more than load, for it stops a core in the middle of a run. */
const NOTABLE_STEAL = 0.02;
/** Mean run-queue length per core from which on the last minute was not quiet. */
const NOTABLE_LOAD_PER_CORE = 0.5;

/** Sentences about other work on the machine, from a sample just taken and from the load average of the last minute. */
export function loadSigns(sample: Disturbance, loadAverage: number, cores: number): string[] {
  const signs: string[] = [];
  if (sample.stealShare > NOTABLE_STEAL) {
    signs.push(
      `The hypervisor takes ${percent(sample.stealShare)} of the CPU time (steal): other virtual machines compete; measure at a quieter time or on dedicated cores.`,
    );
  }
  if (sample.backgroundShare > NOTABLE_BACKGROUND) {
    signs.push(
      `Other programs use ${percent(sample.backgroundShare)} of the CPU time right now: stop them before measuring.`,
    );
  } else if (loadAverage > NOTABLE_LOAD_PER_CORE * cores) {
    signs.push(
      `Load average ${loadAverage.toFixed(1)} on ${cores} ${cores === 1 ? 'core' : 'cores'}: something ran within the last minute; make sure it does not come back while measuring.`,
    );
  }
  return signs;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
