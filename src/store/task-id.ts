/** Names a task by its model and host; both are hexadecimal or at least free of `/`. */
export function taskId(modelSha256: string, hostFingerprint: string): string {
  return `${modelSha256}/${hostFingerprint}`;
}

/** Model and host of a task's id; null where it is none. */
export function partsOfTask(
  id: string,
): { readonly modelSha256: string; readonly hostFingerprint: string } | null {
  const at = id.indexOf('/');
  if (at < 0) return null;
  return { modelSha256: id.slice(0, at), hostFingerprint: id.slice(at + 1) };
}
