import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { believedHost, unitOf, workOf } from '../../cost/cost-fixtures.ts';
import { scaleSvg } from './scale-svg.ts';
import { growthTable, type ScaleRow, scaleTable } from './scale-table.ts';
import { simulatedMachine } from './simulated-machine.ts';
import { summarise } from './summarise.ts';

const run = (probes: number) => ({
  regrets: [...Array<number>(probes - 1).fill(0.5), 0],
  seconds: Array.from({ length: probes }, (_, i) => 2 * (i + 1)),
  firstRegret: 0.1,
  ended: 'itself' as const,
  racedRegret: 0.01,
  shrunkRegret: 0,
  claim: null,
  confidence: 0.96,
  askMs: [1.5],
});
const row = (size: number, probes: number): ScaleRow => ({
  machine: '16-core',
  size,
  configurations: size + 4,
  summary: summarise('adaptive', [run(probes)]),
});

describe('figures of simulated machines', () => {
  const rows = [row(100, 2), row(1000, 5), row(10_000, 3)];

  it('say what every size takes, and how it grows from the smallest to the largest', () => {
    expect(scaleTable(rows)).toContain(
      '| 16-core | 1004 | adaptive | 5 / 5 | 5 / 5 | 10 / 10 | 10 / 10 | 100 %, 100 % | 1.5 / 2 |',
    );
    expect(growthTable(rows)).toContain(
      '| 16-core | adaptive | ×96.2 | ×1.5 | ×1.5 | ×1.5 | ×1.5 |',
    );
  });

  it('make a drawing that stands alone', () => {
    const svg = scaleSvg(rows);
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).toContain('— adaptive');
    expect(svg).not.toContain('NaN');
  });
});

describe('a simulated GPU', () => {
  const machine = simulatedMachine('gpu', believedHost());

  it('is filled by kernels of many pieces only, and deaf to threads of the processor', () => {
    const { cores, families, memory } = machine.believed;
    expect(cores).toBeGreaterThan(machine.cores);
    expect(families.conv?.flopsPerMs.value).toBeGreaterThan(0);
    expect(memory.dram.scaling.value).toBe(1);
    const signature = { version: 1, batch: 1, parts: {} } as never;
    const workAt = () => workOf([unitOf({ width: 512 })]);
    const model = { name: 'a', family: 'a', baseBatch: 1, signature, workAt };
    expect(machine.modelOn(model).workAt(1).units[0]?.width).toBe(2);
    const configuration = { intraOpThreads: 7, batchSize: 3 } as never;
    expect(machine.asRun(configuration)).toEqual({ intraOpThreads: 0, batchSize: 3 });
  });

  it('is the only machine that is no number of cores', () => {
    expect(simulatedMachine('64-core', believedHost()).believed.cores).toBe(64);
    expect(() => simulatedMachine('tpu', believedHost())).toThrow('16-core or gpu');
  });
});
