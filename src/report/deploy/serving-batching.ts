import { commentLines } from './comment-lines.ts';
import type { Deployment } from './deployment.ts';

/** Batches that may wait per instance: with more, requests wait for longer than two runs and are better refused. */
const WAITING_BATCHES = 2;

/**
 * A batching parameters file as TensorFlow Serving reads with `--batching_parameters_file`: text format of the message
 * `tensorflow.serving.BatchingParameters` (session_bundle_config.proto). Other servers take the same four numbers.
 */
export function servingBatching(deployment: Deployment): string {
  const { configuration: c, queueDelayUs, queueDelayIsMeasured, origin } = deployment;
  const timeout = queueDelayIsMeasured
    ? 'the longest wait measured under the load'
    : 'half the measured time of one run';
  const lines = [
    ...commentLines('#', [
      ...origin,
      'Fields: https://github.com/tensorflow/serving/blob/master/tensorflow_serving/batching/README.md',
      `Each batch thread is an instance; the timeout is ${timeout}.`,
    ]),
    `max_batch_size { value: ${c.batchSize} }`,
    `batch_timeout_micros { value: ${c.batchSize > 1 ? queueDelayUs : 0} }`,
    `num_batch_threads { value: ${c.instances} }`,
    `max_enqueued_batches { value: ${WAITING_BATCHES * c.instances} }`,
  ];
  return `${lines.join('\n')}\n`;
}
