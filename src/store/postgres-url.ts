/** Whether a text names a PostgreSQL server and not a file. */
export function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:\/\//i.test(text);
}

/**
 * A PostgreSQL URL as it may be shown and stored: without password, and without parameters, which may hold one. Also where
 * the URL is malformed. A text that is none comes back as it is.
 */
export function shownUrl(text: string): string {
  if (!isPostgresUrl(text)) return text;
  const scheme = text.slice(0, text.indexOf('//') + 2);
  const rest = text.slice(scheme.length).replace(/[?#].*$/s, '');
  // A password may hold any character but belongs to what stands before the last `@`.
  const at = rest.lastIndexOf('@');
  if (at < 0) return scheme + rest;
  const user = rest.slice(0, at).replace(/:.*$/s, '');
  return `${scheme}${user}@${rest.slice(at + 1)}`;
}

/** What of a URL must never be shown: its password as written and as decoded, in its place or as a parameter. */
export function secretsOf(url: string): readonly string[] {
  const rest = url.slice(url.indexOf('//') + 2);
  const user = rest.slice(0, Math.max(0, rest.lastIndexOf('@')));
  const written = [
    user.includes(':') ? user.slice(user.indexOf(':') + 1) : '',
    ...[...url.matchAll(/[?&]password=([^&#]*)/gi)].map((match) => match[1] ?? ''),
  ];
  return written.flatMap((text) => [text, decoded(text)]).filter((text) => text !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
