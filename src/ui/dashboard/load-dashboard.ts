import type { Dashboard, DashboardOptions } from './open-dashboard.tsx';

/**
 * Loads the dashboard, which takes a good part of a second: only when it is really shown. React decides when it is
 * loaded whether it checks itself at every step; here it must not, and nobody else shall see the setting.
 */
export async function loadDashboard(
  env: Record<string, string | undefined>,
): Promise<(options: DashboardOptions) => Dashboard> {
  const before = env['NODE_ENV'];
  env['NODE_ENV'] = 'production';
  try {
    return (await import('./open-dashboard.tsx')).openDashboard;
  } finally {
    if (before === undefined) delete env['NODE_ENV'];
    else env['NODE_ENV'] = before;
  }
}
