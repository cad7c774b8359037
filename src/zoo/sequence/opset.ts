/** Operator set of every model here: the one with LayerNormalization, which most exports in use have. */
export const OPSET = 17;
