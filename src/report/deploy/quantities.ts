/** CPU cores as Kubernetes writes them: `2`, or `1500m` for fractions, rounded up to thousandths. */
export function cpuQuantity(cores: number): string {
  const thousandths = Math.max(1, Math.ceil(Math.round(cores * 1e6) / 1000));
  return thousandths % 1000 === 0 ? String(thousandths / 1000) : `${thousandths}m`;
}

/** Memory as Kubernetes writes it, in whole mebibytes: `512Mi`. */
export function memoryQuantity(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)}Mi`;
}
