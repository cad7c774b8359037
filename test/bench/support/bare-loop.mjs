// The barest loop: nothing but the runtime. Runs until killed; writes `start end` of every run, in ms, on stdout.
import { writeSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const [path, options, feeds] = process.argv.slice(2);
const session = await InferenceSession.create(path, JSON.parse(options));
const inputs = {};
for (const { name, shape } of JSON.parse(feeds)) {
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, Math.random);
  inputs[name] = new Tensor('float32', data, shape);
}
const now = () => Number(process.hrtime.bigint()) / 1e6;
let lines = '';
let flushed = now();
for (;;) {
  const start = now();
  await session.run(inputs);
  const end = now();
  lines += `${start} ${end}\n`;
  if (end - flushed > 20) {
    writeSync(1, lines);
    lines = '';
    flushed = end;
  }
}
