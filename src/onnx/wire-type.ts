/** Wire types of protobuf's encoding; 3 and 4 (groups) do not occur in ONNX. */
export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH_DELIMITED = 2;
export const FIXED32 = 5;
