import { printable } from '../../core/printable.ts';
import { TuneError } from '../../core/tune-error.ts';
import type { DeploymentModel, DeploymentPort } from './deployment.ts';
import { quotedC } from './quoted-c.ts';

/** Triton's names of ONNX's element types. Source: enum DataType of its model_config.proto. */
const DATA_TYPE: Readonly<Record<string, string>> = {
  bool: 'TYPE_BOOL',
  uint8: 'TYPE_UINT8',
  uint16: 'TYPE_UINT16',
  uint32: 'TYPE_UINT32',
  uint64: 'TYPE_UINT64',
  int8: 'TYPE_INT8',
  int16: 'TYPE_INT16',
  int32: 'TYPE_INT32',
  int64: 'TYPE_INT64',
  float16: 'TYPE_FP16',
  float32: 'TYPE_FP32',
  float64: 'TYPE_FP64',
  bfloat16: 'TYPE_BF16',
  string: 'TYPE_STRING',
};

/** Whether Triton can batch the model: it does so along the first axis of every input and output, or not at all. */
export function takesTritonBatches({ batchable, inputs, outputs }: DeploymentModel): boolean {
  return batchable && [...inputs, ...outputs].every(({ batchAxis }) => batchAxis === 0);
}

/**
 * An `input` or `output` of a model configuration. Sizes leave out the batch where Triton batches; -1 is any size. A tensor
 * without any size left is written as one of one element that is reshaped, as Triton's documentation asks for. A port of
 * undeclared shape is left to the server, which completes configurations from the model.
 */
export function tritonPort(
  field: 'input' | 'output',
  { name, elementType, shape, batchAxis }: DeploymentPort,
  batched: boolean,
): readonly string[] {
  if (shape === null) {
    return [`# One ${field} is left to the server: the file does not declare its shape.`];
  }
  const dataType = DATA_TYPE[elementType];
  if (dataType === undefined) {
    throw new TuneError(
      'usage',
      `Triton has no data type for ${printable(elementType, 40)}, the type of ${printable(name, 60)}`,
      { hint: 'Export another format.' },
    );
  }
  const sizes = shape.map((size, axis) => (axis === batchAxis ? null : size));
  const dims = (batched ? sizes.slice(1) : sizes).map((size) => size ?? -1);
  return [
    `${field} [`,
    '  {',
    `    name: ${quotedC(name)}`,
    `    data_type: ${dataType}`,
    `    dims: [ ${dims.length === 0 ? '1' : dims.join(', ')} ]`,
    ...(dims.length === 0 ? ['    reshape { shape: [ ] }'] : []),
    '  }',
    ']',
  ];
}
