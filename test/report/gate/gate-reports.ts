import type { GateReport } from '../../../src/gate/gate-report.ts';
import type { GateContext } from '../../../src/report/gate/gate-context.ts';
import { QUIET } from '../../study/conduct.ts';
import { headerOf } from '../../study/fixtures.ts';
import { simulateCheck } from '../../support/simulated-check.ts';

const { host } = headerOf();
const constraint = {
  metric: 'latency_p99_ms',
  relation: '<=',
  bound: 50,
  text: 'latency_p99_ms<=50',
} as const;

export const CONTEXT: GateContext = {
  toolVersion: '0.1.0',
  lockPath: 'deploy/tune.lock.json',
  baselinePath: null,
  strict: false,
};

/** Everything a file, a model or a runtime may be called to break out of a report. */
export const HOSTILE = [
  '::error::pwned',
  '%0A::set-output name=x::y',
  '\n::add-mask::x\r\n',
  '</failure><script>alert(1)</script>',
  ']]> & " \' <b>',
  '`code` | cell | @everyone #1 [link](javascript:alert(1))',
  '![](http://evil.example/x.png) www.evil.example',
  '\u202e\u0007\u001b[31m\u0000\ufffe\ud800',
  '{0} {{ [a](1) \\',
].join(' ');

/** One report of each kind, on a simulated machine without noise. */
export async function gateReports(): Promise<Readonly<Record<string, GateReport>>> {
  const setup = { baseline: 'base', constraints: [constraint] };
  return {
    held: await simulateCheck({ setup, noise: QUIET }),
    improved: await simulateCheck({ setup, noise: QUIET, speeds: { locked: 1.5, baseline: 1.2 } }),
    regressed: await simulateCheck({ setup, noise: QUIET, speeds: { baseline: 1.4 } }),
    stale: await simulateCheck({
      noise: QUIET,
      setup: {
        model: { sha256: 'f'.repeat(64), graphHash: 'f'.repeat(64) },
        host: { ...host, runtimeVersion: '1.31.0', fingerprint: 'other' },
        constraints: [constraint],
      },
    }),
    disturbed: await simulateCheck({ setup, disturbance: { stealShare: 0.3, backgroundShare: 0 } }),
    hostile: await simulateCheck({
      setup: {
        ...setup,
        constraints: [{ ...constraint, text: HOSTILE, bound: 1e-9 }],
        host: { ...host, runtimeVersion: HOSTILE, disturbances: [HOSTILE], cpuModel: HOSTILE },
      },
      fails: ({ model }) =>
        model === undefined ? null : { kind: 'crash', message: HOSTILE, stderr: HOSTILE },
    }),
  };
}
