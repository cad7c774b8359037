/**
 * Value of the first line `name: value` or `name value` in a text like /proc/meminfo, /proc/cpuinfo, cpu.stat or the
 * output of sysctl; null where there is none.
 */
export function field(text: string | null, name: string): string | null {
  if (text === null) return null;
  for (const line of text.split('\n')) {
    if (!line.startsWith(name)) continue;
    const rest = /^(?:\s*:\s*(.*)|\s+([^:]*))$/.exec(line.slice(name.length));
    if (rest !== null) return (rest[1] ?? rest[2] ?? '').trim();
  }
  return null;
}

/** The same as a number; its unit is the caller's business. null where the field is absent or not a number. */
export function numberField(text: string | null, name: string): number | null {
  return wholeNumber(field(text, name));
}

/** A field of /proc in kB, as bytes. */
export function kilobyteField(text: string | null, name: string): number | null {
  const kilobytes = wholeNumber(field(text, name)?.replace(/\s*kB$/, '') ?? null);
  return kilobytes === null ? null : kilobytes * 1024;
}

/** The number a file such as `cpu.cfs_quota_us` consists of; null where it is absent or says something else (`max`). */
export function wholeNumber(text: string | null): number | null {
  const trimmed = text?.trim() ?? '';
  return /^-?\d+$/.test(trimmed) ? Number(trimmed) : null;
}
