/**
 * Operators of the ONNX domain by the opset that brought them, as onnxruntime 1.30 registers them (found by loading a
 * one-node model of each name at each opset). Some it knows from opset 1 that ONNX itself added later.
 */
const NAMES_BY_OPSET: Readonly<Record<number, string>> = {
  1: `
    Affine Crop DynamicSlice GivenTensorFill GRUUnit ImageScaler ParametricSoftplus Scale ScaledTanh
    Abs Add And ArgMax ArgMin AveragePool BatchNormalization Cast Ceil Clip Concat Constant Conv
    ConvTranspose DepthToSpace Div Dropout Elu Equal Exp Flatten Floor GRU Gather Gemm
    GlobalAveragePool GlobalLpPool GlobalMaxPool Greater HardSigmoid Hardmax Identity If
    InstanceNormalization LRN LSTM LayerNormalization LeakyRelu Less Log LogSoftmax Loop
    LpNormalization LpPool MatMul Max MaxPool MaxRoiPool Mean MeanVarianceNormalization Min Mul
    Neg Not Or PRelu Pad Pow RNN RandomNormal RandomNormalLike RandomUniform RandomUniformLike
    Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin
    ReduceProd ReduceSum ReduceSumSquare Relu Reshape Selu Shape Sigmoid
    SimplifiedLayerNormalization Size Slice Softmax Softplus Softsign SpaceToDepth Split Sqrt
    Squeeze Sub Sum Tanh ThresholdedRelu Tile TopK Transpose Unsqueeze Upsample Xor
  `,
  7: 'Acos Asin Atan Cos Multinomial Sin Tan',
  8: 'Expand Scan',
  9: `
    Acosh Asinh Atanh Compress ConstantOfShape Cosh Erf EyeLike IsNaN MaxUnpool NonZero OneHot
    Scatter Shrink Sign Sinh TfIdfVectorizer Where
  `,
  10: `
    ConvInteger DequantizeLinear IsInf MatMulInteger Mod NonMaxSuppression QLinearConv
    QLinearMatMul QuantizeLinear Resize ReverseSequence RoiAlign StringNormalizer
  `,
  11: `
    BitShift ConcatFromSequence CumSum Det DynamicQuantizeLinear GatherElements GatherND Range
    Round ScatterElements ScatterND SequenceAt SequenceConstruct SequenceEmpty SequenceErase
    SequenceInsert SequenceLength SplitToSequence Unique
  `,
  12: 'Celu Einsum GreaterOrEqual LessOrEqual NegativeLogLikelihoodLoss SoftmaxCrossEntropyLoss',
  14: 'HardSwish Trilu',
  15: 'Bernoulli CastLike Optional OptionalGetElement OptionalHasElement',
  16: 'GridSample',
  17: 'BlackmanWindow DFT HammingWindow HannWindow MelWeightMatrix STFT SequenceMap',
  18: 'BitwiseAnd BitwiseNot BitwiseOr BitwiseXor CenterCropPad Col2Im GroupNormalization Mish',
  19: 'DeformConv',
  20: 'AffineGrid Gelu ImageDecoder RegexFullMatch StringConcat StringSplit',
  23: 'Attention RMSNormalization RotaryEmbedding',
  24: 'Swish TensorScatter',
  26: 'BitCast CumProd',
};

/** First opset that has an operator of the ONNX domain; operators missing here exist in none the runtime loads. */
export const OPERATOR_SINCE: ReadonlyMap<string, number> = new Map(
  Object.entries(NAMES_BY_OPSET).flatMap(([opset, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, Number(opset)] as const),
  ),
);

/** First opset without an operator that older ones have (experimental or deprecated ones). */
export const OPERATOR_UNTIL: ReadonlyMap<string, number> = new Map([
  ['Affine', 10],
  ['Crop', 10],
  ['DynamicSlice', 10],
  ['GivenTensorFill', 10],
  ['GRUUnit', 10],
  ['ImageScaler', 10],
  ['ParametricSoftplus', 10],
  ['Scale', 10],
  ['ScaledTanh', 10],
  ['Scatter', 11],
  ['Upsample', 10],
]);
