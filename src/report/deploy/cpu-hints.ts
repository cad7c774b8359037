import type { Deployment } from './deployment.ts';

/** What must be known of limits on processors and memory, a line each. */
export function cpuHints({ configuration: c }: Deployment): readonly string[] {
  const isDefault = c.intraOpThreads === 0 && c.provider === 'cpu';
  return [
    'CPU: the threads of this configuration. Memory: the measured peak and a quarter more, Node.js included;',
    'a server in another language needs less for itself, one that handles requests of its own needs more.',
    ...(isDefault
      ? [
          "Threads are the runtime's default: it counts the cores of the machine, not those granted here. On a larger",
          'machine set the number of threads in the session options instead.',
        ]
      : []),
  ];
}
