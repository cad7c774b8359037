import { TuneError } from '../core/tune-error.ts';
import type { ByteSource } from './byte-source.ts';
import { decodeUtf8 } from './utf8.ts';

/** Bytes looked at; enough for every signature and to tell text from binary. */
const HEAD_BYTES = 512;

interface OtherFormat {
  readonly what: string;
  readonly hint: string;
  matches(head: Uint8Array, text: string): boolean;
}

const DOWNLOAD = 'Download the file itself: a link to a page about it was probably followed.';

const FORMATS: readonly OtherFormat[] = [
  {
    what: 'is a Git LFS pointer, not the model',
    hint: 'Fetch the model itself: run "git lfs install" once, then "git lfs pull" in its repository.',
    matches: (_, text) => text.startsWith('version https://git-lfs'),
  },
  {
    what: 'is an HTML page, not a model',
    hint: DOWNLOAD,
    matches: (_, text) => /^\s*<(!doctype|html|head|body|\?xml|!--)/i.test(text),
  },
  {
    what: 'is a ZIP archive (PyTorch checkpoints are, too)',
    hint: 'Unpack it and give the .onnx file inside; a PyTorch model has to be exported with torch.onnx.export first.',
    matches: (head) =>
      startsWith(head, [0x50, 0x4b, 0x03, 0x04]) || startsWith(head, [0x50, 0x4b, 0x05, 0x06]),
  },
  {
    what: 'is compressed with gzip',
    hint: 'Unpack it first (gunzip or tar -xzf).',
    matches: (head) => startsWith(head, [0x1f, 0x8b]),
  },
  {
    what: 'is a model in ORT format, which holds no ONNX graph to read',
    hint: 'Give the .onnx file it was converted from.',
    matches: (head) => startsWith(head.subarray(4), bytesOf('ORTM')),
  },
  {
    what: 'is a TensorFlow Lite model',
    hint: 'Convert it to ONNX first, for example with tf2onnx.',
    matches: (head) => startsWith(head.subarray(4), bytesOf('TFL3')),
  },
  {
    what: 'is a GGUF model',
    hint: 'tune measures ONNX models only.',
    matches: (head) => startsWith(head, bytesOf('GGUF')),
  },
  {
    what: 'is an HDF5 file (a Keras model?)',
    hint: 'Convert it to ONNX first, for example with tf2onnx.',
    matches: (head) => startsWith(head.subarray(1), bytesOf('HDF')),
  },
  {
    what: 'is a Python pickle (a PyTorch checkpoint?)',
    hint: 'Export the model with torch.onnx.export first.',
    matches: (head) =>
      head[0] === 0x80 && (head[1] ?? 0) <= 5 && (head[2] === 0x95 || head[2] === 0x8a),
  },
  {
    what: 'is JSON, not an ONNX model',
    hint: 'Give the binary .onnx file.',
    matches: (_, text) => /^\s*[[{]/.test(text) && isText(text),
  },
  {
    what: 'is text, not an ONNX model',
    hint: 'Give the binary .onnx file.',
    matches: (_, text) => isText(text),
  },
];

/** Throws what a file is that could not be read as ONNX, with `cause`; returns where its format is not recognised either. */
export function refuseOtherFormat(source: ByteSource, cause: TuneError): void {
  if (source.size === 0) {
    throw new TuneError('model', 'The file is empty.', {
      cause,
      hint: 'Was it copied or downloaded completely? Fetch it again.',
    });
  }
  const head = source.read(0, Math.min(HEAD_BYTES, source.size));
  const text = decodeHead(head);
  const format = FORMATS.find((f) => f.matches(head, text));
  if (format !== undefined) {
    throw new TuneError('model', `The file ${format.what}.`, { cause, hint: format.hint });
  }
}

/** The head as text, '' where it is not UTF-8; a character cut in two at its end does not count. */
function decodeHead(head: Uint8Array): string {
  for (let cut = 0; cut < 4; cut++) {
    const text = decodeUtf8(head.subarray(0, head.length - cut));
    if (text !== null) return text;
    if (head.length < HEAD_BYTES) return '';
  }
  return '';
}

function isText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells binary from text.
  return text.trim() !== '' && !/[\u0000-\u0008\u000e-\u001f]/.test(text);
}

function bytesOf(text: string): readonly number[] {
  return Array.from(text, (c) => c.charCodeAt(0));
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((b, i) => bytes[i] === b);
}
