import { describe, expect, it } from 'vitest';
import { readTrace } from '../../src/probe/read-trace.ts';

const run = (ts: number, dur: number) => ({ cat: 'Session', name: 'model_run', ts, dur, args: {} });
const kernel = (name: string, ts: number, dur: number, args: object = {}) => ({
  cat: 'Node',
  name: `${name}_kernel_time`,
  ts,
  dur,
  args: { op_name: 'Relu', provider: 'CPUExecutionProvider', ...args },
});

describe('reading a trace of the runtime', () => {
  it('gives the kernels of each run, in order, whatever the order in the file', () => {
    const trace = [
      kernel('b', 130, 5),
      run(200, 50),
      kernel('a', 110, 10),
      run(100, 50),
      kernel('a', 210, 12),
      { cat: 'Session', name: 'session_initialization', ts: 0, dur: 90, args: {} },
    ];
    const runs = readTrace(JSON.stringify(trace));
    expect(runs.map((r) => r.map((k) => [k.node, k.ms]))).toEqual([
      [
        ['a', 0.01],
        ['b', 0.005],
      ],
      [['a', 0.012]],
    ]);
  });

  it('takes the time of a body off the node around it, at every depth', () => {
    const trace = [
      run(0, 1000),
      kernel('inner', 20, 30),
      kernel('loop', 10, 100, { op_name: 'Loop' }),
      kernel('if', 60, 40, { op_name: 'If' }),
      kernel('deep', 65, 10),
      kernel('after', 200, 7),
    ];
    const [kernels = []] = readTrace(JSON.stringify(trace));
    expect(kernels.map((k) => [k.node, k.ms])).toEqual([
      ['loop', 0.03],
      ['inner', 0.03],
      ['if', 0.03],
      ['deep', 0.01],
      ['after', 0.007],
    ]);
  });

  it('tells types and shapes of inputs and outputs', () => {
    const shapes = {
      input_type_shape: [{ float: [1, 3, 8, 8] }, { int64: [2] }],
      output_type_shape: [{ float: [1, 3, 4, 4] }],
    };
    const [[resize] = []] = readTrace(JSON.stringify([run(0, 100), kernel('r', 1, 2, shapes)]));
    expect(resize?.inputs).toEqual([
      { type: 'float', dims: [1, 3, 8, 8] },
      { type: 'int64', dims: [2] },
    ]);
    expect(resize?.outputs).toEqual([{ type: 'float', dims: [1, 3, 4, 4] }]);
  });

  it('does not take a trace that was cut off for a short one', () => {
    const text = JSON.stringify([run(0, 100), kernel('a', 1, 2)]);
    expect(() => readTrace(text.slice(0, -1))).toThrow(SyntaxError);
  });
});
