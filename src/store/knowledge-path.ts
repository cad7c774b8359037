import { posix, win32 } from 'node:path';

/**
 * Where the knowledge base lies when the user names no place: the data folder of the platform
 * (`$XDG_DATA_HOME` or `~/.local/share`, `~/Library/Application Support`, `%LOCALAPPDATA%`) and in it
 * `onnx-tune/knowledge.db`. As XDG demands, a relative `$XDG_DATA_HOME` is ignored.
 */
export function knowledgePath(
  env: Readonly<Record<string, string | undefined>>,
  platform: string,
  home: string,
): string {
  const { LOCALAPPDATA, XDG_DATA_HOME } = env;
  if (platform === 'win32') {
    const local = LOCALAPPDATA || win32.join(home, 'AppData', 'Local');
    return win32.join(local, 'onnx-tune', 'knowledge.db');
  }
  if (platform === 'darwin') {
    return posix.join(home, 'Library', 'Application Support', 'onnx-tune', 'knowledge.db');
  }
  const data =
    XDG_DATA_HOME && posix.isAbsolute(XDG_DATA_HOME)
      ? XDG_DATA_HOME
      : posix.join(home, '.local', 'share');
  return posix.join(data, 'onnx-tune', 'knowledge.db');
}
