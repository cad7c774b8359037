import { type Configuration, sessionKey } from '../space/configuration.ts';

/** Who takes part in a heat: a configuration, of the prober's own model unless it says otherwise. */
export interface Entrant extends Configuration {
  /** Another model the prober was given, by name. */
  readonly model?: string;
  /** Entrants of one session share its processes, unless their copies differ: only then are they independent. */
  readonly copy?: number;
}

/** Identity of the processes an entrant runs in: equal keys share them, only fed with another batch size. */
export function groupKey(entrant: Entrant): string {
  const { model, copy } = entrant;
  return [
    sessionKey(entrant),
    ...(copy === undefined ? [] : [`copy${copy}`]),
    ...(model === undefined ? [] : [`model:${model}`]),
  ].join('/');
}
