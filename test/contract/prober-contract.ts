import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../src/space/configuration.ts';
import type { HeatRequest, HeatResult, Prober } from '../../src/study/prober.ts';

export interface ProberStage {
  readonly prober: Prober;
  readonly reference: Configuration;
  /** Two others that work. */
  readonly works: readonly [Configuration, Configuration];
  /** One that fails. */
  readonly fails: Configuration;
  /** Another model the prober knows, far slower than its own. */
  readonly slowModel: string;
}

const never = new AbortController().signal;

/** What every prober does. `open` makes one for a model that takes milliseconds a run. */
export function proberContract(name: string, open: () => ProberStage): void {
  describe(`${name} runs heats`, () => runsHeats(open));
  describe(`${name} tells entrants apart`, () => tellsEntrantsApart(open));
  describe(`${name} ends heats`, () => endsHeats(open));
  describe(`${name} compares outputs`, () => comparesOutputs(open));
}

function heat(stage: ProberStage, changes: Partial<HeatRequest> = {}): HeatRequest {
  return {
    reference: stage.reference,
    challengers: stage.works,
    fresh: false,
    maxMs: 30_000,
    keepRunTimes: false,
    afterRound: (round) => ({ leave: [], stop: round >= 3 }),
    ...changes,
  };
}

async function measure(
  open: () => ProberStage,
  changes: (stage: ProberStage) => Partial<HeatRequest>,
): Promise<HeatResult> {
  const stage = open();
  try {
    return await stage.prober.heat(heat(stage, changes(stage)), never);
  } finally {
    await stage.prober.close();
  }
}

function runsHeats(open: () => ProberStage): void {
  it('and measures reference and challengers in the order asked for', async () => {
    const result = await measure(open, () => ({}));
    expect(result.rounds).toBe(3);
    expect(result.challengers.map((c) => c.status)).toEqual(['measured', 'measured']);
    const { reference } = result;
    if (reference.status !== 'measured') throw new Error('the reference failed');
    expect(reference.measurement.logRatio.throughput).toMatchObject({
      value: 0,
      standardError: 0,
    });
    expect(reference.measurement.slices).toHaveLength(3);
    expect(reference.measurement.runTimesMs).toBeNull();
    expect(reference.costMs).toBeGreaterThan(0);
  });

  it('and asks the rule after every round, with those still racing', async () => {
    const seen: number[][] = [];
    const result = await measure(open, () => ({
      afterRound: (round, standings) => {
        seen.push([round, ...standings.map((s) => s.challenger)]);
        return { leave: round === 2 ? [0] : [], stop: round >= 4 };
      },
    }));
    expect(seen).toEqual([
      [1, 0, 1],
      [2, 0, 1],
      [3, 1],
      [4, 1],
    ]);
    const [left, stayed] = result.challengers;
    if (left?.status !== 'measured' || stayed?.status !== 'measured') throw new Error('failed');
    expect(left.measurement.rounds).toBe(2);
    expect(stayed.measurement.rounds).toBe(4);
  });

  it('and a challenger that fails is an outcome that harms no other', async () => {
    const result = await measure(open, (s) => ({
      challengers: [s.fails, s.works[0]],
      keepRunTimes: true,
    }));
    expect(result.challengers.map((c) => c.status)).toEqual(['failed', 'measured']);
    const [, works] = result.challengers;
    if (works?.status !== 'measured') throw new Error('failed');
    expect(works.measurement.runTimesMs?.length).toBe(works.measurement.runs);
  });

  it('and a reference that fails leaves the challengers unmeasured', async () => {
    const result = await measure(open, (s) => ({ reference: s.fails, challengers: [s.works[0]] }));
    expect(result.reference.status).toBe('failed');
    expect(result.challengers[0]?.status).not.toBe('measured');
  });

  it('and measures the reference alone', async () => {
    const result = await measure(open, () => ({ challengers: [], fresh: true }));
    expect(result).toMatchObject({
      rounds: 3,
      challengers: [],
      reference: { status: 'measured' },
    });
  });
}

function tellsEntrantsApart(open: () => ProberStage): void {
  it('and measures copies of one configuration as members of their own', async () => {
    const result = await measure(open, ({ works: [first] }) => ({
      reference: { ...first, copy: 1 },
      challengers: [{ ...first, copy: 2 }],
    }));
    const [twin] = result.challengers;
    if (twin?.status !== 'measured') throw new Error('failed');
    expect(twin.measurement.slices).toHaveLength(3);
    expect(twin.measurement.logRatio.throughput.value).not.toBe(0);
    expect(Math.abs(twin.measurement.logRatio.throughput.value)).toBeLessThan(1);
  });

  it('and measures one configuration on two models', async () => {
    const result = await measure(open, ({ reference, slowModel }) => ({
      reference,
      challengers: [{ ...reference, model: slowModel }],
    }));
    const [slow] = result.challengers;
    if (slow?.status !== 'measured') throw new Error('failed');
    expect(slow.measurement.logRatio.throughput.value).toBeLessThan(-1);
  });
}

function endsHeats(open: () => ProberStage): void {
  it('and ends at the time cap', async () => {
    const result = await measure(open, () => ({
      maxMs: 5000,
      afterRound: () => ({ leave: [], stop: false }),
    }));
    expect(result.elapsedMs).toBeLessThan(6500);
    expect(result.reference.status).toBe('measured');
  }, 20_000);

  it('and rejects when aborted', async () => {
    const stage = open();
    const stop = new AbortController();
    const request = heat(stage, {
      afterRound: () => {
        stop.abort();
        return { leave: [], stop: false };
      },
    });
    await expect(stage.prober.heat(request, stop.signal)).rejects.toThrow();
    await stage.prober.close();
  });
}

function comparesOutputs(open: () => ProberStage): void {
  it('and finds configurations of one model equal, and failures failed', async () => {
    const { prober, works, reference, fails } = open();
    expect(await prober.compare(works[0], reference, never)).toMatchObject({ status: 'equal' });
    expect(await prober.compare(fails, reference, never)).toMatchObject({ status: 'failed' });
    await prober.close();
    await prober.close();
  });
}
