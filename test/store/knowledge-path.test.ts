import { describe, expect, it } from 'vitest';
import { knowledgePath } from '../../src/store/knowledge-path.ts';

describe('the knowledge base lies in the data folder of the platform', () => {
  it('follows XDG on Linux', () => {
    expect(knowledgePath({ XDG_DATA_HOME: '/data' }, 'linux', '/home/a')).toBe(
      '/data/onnx-tune/knowledge.db',
    );
    expect(knowledgePath({}, 'linux', '/home/a')).toBe(
      '/home/a/.local/share/onnx-tune/knowledge.db',
    );
    expect(knowledgePath({ XDG_DATA_HOME: 'relative' }, 'linux', '/home/a')).toBe(
      '/home/a/.local/share/onnx-tune/knowledge.db',
    );
  });

  it('follows macOS and Windows', () => {
    expect(knowledgePath({}, 'darwin', '/Users/a')).toBe(
      '/Users/a/Library/Application Support/onnx-tune/knowledge.db',
    );
    expect(knowledgePath({ LOCALAPPDATA: 'C:\\Local' }, 'win32', 'C:\\Users\\a')).toBe(
      'C:\\Local\\onnx-tune\\knowledge.db',
    );
    expect(knowledgePath({}, 'win32', 'C:\\Users\\a')).toBe(
      'C:\\Users\\a\\AppData\\Local\\onnx-tune\\knowledge.db',
    );
  });
});
