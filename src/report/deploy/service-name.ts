/** Longest label of a domain name (RFC 1123). */
const MAX_LENGTH = 63;

/**
 * A name made from any text that file systems, Triton, Docker and Kubernetes all take: a DNS label of RFC 1123, lower-case
 * letters, digits and hyphens, a letter first (services demand it, RFC 1035). Text without any of these becomes `model`.
 */
export function serviceName(text: string): string {
  const label = text
    .slice(0, 400)
    .toLowerCase()
    .replace(/\.onnx$/, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '');
  const named = /^[a-z]/.test(label) ? label : label === '' ? 'model' : `model-${label}`;
  return named.slice(0, MAX_LENGTH).replace(/-+$/, '');
}
