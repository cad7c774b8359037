import type { OperatorFamily } from '../../operators/operator.ts';
import { FAMILY_BELIEFS } from '../cost/constant-priors.ts';
import type { CalibrationData } from '../cost/fit-constants.ts';
import { fitConstants } from '../cost/fit-constants.ts';
import type { HostConstants } from '../cost/host-constants.ts';
import type { HostShape } from '../cost/parameter-vector.ts';
import type { HostFacts } from '../space/host-facts.ts';

/** Cache sizes where the platform does not tell: those of common server cores, bytes. */
const USUAL_CACHE = { l2: 2 ** 20, l3: 16 * 2 ** 20 } as const;

/** What the cost law takes as given of a host. */
export function hostShape(host: HostFacts): HostShape {
  return {
    cores: Math.max(1, Math.ceil(host.usableCores)),
    l2Bytes: host.cacheBytes.l2 ?? USUAL_CACHE.l2,
    l3Bytes: host.cacheBytes.l3 ?? USUAL_CACHE.l3,
  };
}

/** The constants of a host from what was measured on it; families that were not keep what is believed of any host. */
export function constantsOf(data: CalibrationData, shape: HostShape): HostConstants {
  return fitConstants(data, shape, Object.keys(FAMILY_BELIEFS) as OperatorFamily[]);
}
