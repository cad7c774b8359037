import { describe, expect, it } from 'vitest';
import { quotedC } from '../../../src/report/deploy/quoted-c.ts';
import { servingBatching } from '../../../src/report/deploy/serving-batching.ts';
import { tritonConfig } from '../../../src/report/deploy/triton-config.ts';
import { parseProtobufText } from '../../support/protobuf-text.ts';
import { thrownTuneError } from '../../support/thrown-tune-error.ts';
import { deployment, EVERYTHING, HOSTILE_NAME, hostileDeployment } from './deployments.ts';

const MODEL_CONFIG = new URL('./fixtures/model-config.proto', import.meta.url);
const BATCHING = new URL('./fixtures/batching-parameters.proto', import.meta.url);

const triton = (text: string) => parseProtobufText(text, MODEL_CONFIG, 'inference.ModelConfig');
const batching = (text: string) =>
  parseProtobufText(text, BATCHING, 'tensorflow.serving.BatchingParameters');
const parameter = (value: string) => ({ string_value: value });

describe('the strict reader of the text format', () => {
  it.each([
    ['max_batch: 1', 'has no field'],
    ['max_batch_size: "1"', 'no int32'],
    ['max_batch_size: 3000000000', 'no int32'],
    ['max_batch_size: 1 max_batch_size: 2', 'given twice'],
    ['max_batch_size 1', 'needs a colon'],
    ['name: model', 'has quotes'],
    ['input { data_type: TYPE_FLOAT }', 'has no value'],
    ['input { dims: [ 1 2 ] }', 'comma'],
    ['input { name: "x"', 'ends too early'],
    ['name: "a\nb"', 'no token'],
    ['parameters { key: "a" }', 'lacks a part'],
  ])('refuses %j', (text, reason) => {
    expect(() => triton(text)).toThrow(reason);
  });

  it('reads back every string as it was quoted', () => {
    const text = HOSTILE_NAME.replace('\ud800', '\ufffd');
    expect(triton(`name: ${quotedC(HOSTILE_NAME)}`)).toEqual({ name: text });
  });
});

describe('the configuration for Triton', () => {
  it('says what was measured: batch, instances, threads and switches', () => {
    expect(triton(tritonConfig(deployment({ configuration: EVERYTHING })))).toEqual({
      name: 'squeezenet1-1',
      backend: 'onnxruntime',
      max_batch_size: 8,
      input: [{ name: 'data', data_type: 'TYPE_FP32', dims: [3, 224, 224] }],
      output: [{ name: 'prob', data_type: 'TYPE_FP32', dims: [1000] }],
      instance_group: [{ kind: 'KIND_CPU', count: 2 }],
      dynamic_batching: {
        preferred_batch_size: [8],
        max_queue_delay_microseconds: expect.any(Number),
      },
      optimization: { graph: { level: -1 } },
      parameters: {
        intra_op_thread_count: parameter('3'),
        inter_op_thread_count: parameter('2'),
        execution_mode: parameter('1'),
        enable_mem_arena: parameter('0'),
      },
    });
    expect(tritonConfig(deployment({ configuration: EVERYTHING }))).toContain('do not spin');
  });

  it('waits for others for half the time of a run, and not at all for a batch of one', () => {
    const made = deployment({ configuration: { batchSize: 4 } });
    expect(triton(tritonConfig(made))['dynamic_batching']).toEqual({
      preferred_batch_size: [4],
      max_queue_delay_microseconds: made.queueDelayUs,
    });
    const single = triton(tritonConfig(deployment({ configuration: { batchSize: 1 } })));
    expect(single).not.toHaveProperty('dynamic_batching');
    expect(single['max_batch_size']).toBe(1);
  });

  it('drops requests as they were dropped when it was measured', () => {
    const made = deployment({ configuration: { batchSize: 8, maxQueueDelayMs: 2 } });
    const config = triton(tritonConfig({ ...made, deadlineUs: 250_000 }));
    expect(config['dynamic_batching']).toEqual({
      max_queue_delay_microseconds: 2000,
      default_queue_policy: { timeout_action: 'REJECT', default_timeout_microseconds: 250_000 },
    });
  });

  it.each([
    ['disabled', 2],
    ['basic', -1],
    ['extended', 1],
  ] as const)('writes the optimisation level %s as the backend reads it', (level, value) => {
    const config = triton(
      tritonConfig(deployment({ configuration: { graphOptimization: level } })),
    );
    expect(config['optimization']).toEqual({ graph: { level: value } });
  });
});

describe('the shapes of inputs and outputs for Triton', () => {
  it('keep every axis where the batch is fixed, or where Triton could not batch', () => {
    const port = (batchAxis: number | null) => ({
      name: 'x',
      elementType: 'int64',
      shape: ['a', 7],
      batchAxis,
    });
    const fixed = deployment({
      configuration: { batchSize: 1 },
      model: {
        batching: { status: 'fixed', reason: 'r', node: null },
        inputs: [port(null)],
        outputs: [port(null)],
      },
    });
    expect(triton(tritonConfig(fixed))).toMatchObject({
      max_batch_size: 0,
      input: [{ data_type: 'TYPE_INT64', dims: [-1, 7] }],
    });
    const second = deployment({
      configuration: { batchSize: 8 },
      model: { inputs: [port(1)], outputs: [port(0)] },
    });
    const text = tritonConfig(second);
    expect(triton(text)).toMatchObject({ max_batch_size: 0, input: [{ dims: [-1, -1] }] });
    expect(triton(text)).not.toHaveProperty('dynamic_batching');
    expect(text).toContain('only along a first axis');
  });

  it('are reshaped where nothing but the batch is left, and left to the server where undeclared', () => {
    const config = triton(
      tritonConfig(
        deployment({
          model: {
            inputs: [{ name: 'x', elementType: 'bool', shape: ['N'], batchAxis: 0 }],
            outputs: [{ name: 'y', elementType: 'float32', shape: [], batchAxis: 0 }],
          },
        }),
      ),
    );
    expect(config['input']).toEqual([
      { name: 'x', data_type: 'TYPE_BOOL', dims: [1], reshape: { shape: [] } },
    ]);
    expect(config).not.toHaveProperty('output');
  });
});

describe('the configuration for Triton, of providers and names', () => {
  it('puts instances on the graphics card for its providers', () => {
    const on = (provider: string) =>
      triton(tritonConfig(deployment({ configuration: { provider } })));
    expect(on('cuda')).toMatchObject({ instance_group: [{ kind: 'KIND_GPU' }] });
    expect(on('tensorrt')).toMatchObject({
      instance_group: [{ kind: 'KIND_GPU' }],
      optimization: {
        execution_accelerators: { gpu_execution_accelerator: [{ name: 'tensorrt' }] },
      },
    });
  });

  it('refuses what the backend cannot serve', () => {
    const webgpu = deployment({ configuration: { provider: 'webgpu' } });
    expect(thrownTuneError(() => tritonConfig(webgpu)).hint).toContain('cpu');
    const x = { name: 'x', elementType: 'complex64', shape: [1], batchAxis: 0 };
    const odd = deployment({ model: { inputs: [x] } });
    expect(thrownTuneError(() => tritonConfig(odd)).message).toContain('complex64');
  });

  it('keeps hostile names where they belong', () => {
    const config = triton(tritonConfig(hostileDeployment()));
    expect(Object.keys(config).sort()).toEqual(
      [
        'backend',
        'dynamic_batching',
        'input',
        'instance_group',
        'max_batch_size',
        'name',
        'output',
        'parameters',
      ].sort(),
    );
    expect(config['input']).toMatchObject([{ name: HOSTILE_NAME.replace('\ud800', '\ufffd') }]);
    expect(config['name']).toMatch(/^[a-z][a-z0-9-]*$/);
  });
});

describe('batching parameters for TensorFlow Serving', () => {
  it('have a thread per instance and a bounded queue', () => {
    const made = deployment({ configuration: EVERYTHING });
    expect(batching(servingBatching(made))).toEqual({
      max_batch_size: { value: 8 },
      batch_timeout_micros: { value: made.queueDelayUs },
      num_batch_threads: { value: 2 },
      max_enqueued_batches: { value: 4 },
    });
  });

  it('wait for nobody where samples run alone, and hold no text of the model', () => {
    const single = servingBatching(deployment({ configuration: { batchSize: 1 } }));
    expect(batching(single)).toMatchObject({ batch_timeout_micros: { value: 0 } });
    expect(Object.keys(batching(servingBatching(hostileDeployment())))).toHaveLength(4);
  });
});
