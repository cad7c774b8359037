import { createRandom } from '../../src/core/random.ts';
import { createSimulatedProber } from '../../src/probe/simulated-prober.ts';
import { createVirtualTime } from '../../src/probe/simulated-time.ts';
import type { Configuration } from '../../src/space/configuration.ts';
import { behaviourOf, FAILED, USUAL, usualThroughput } from '../study/conduct.ts';
import { smallSpace } from '../study/fixtures.ts';
import { proberContract } from './prober-contract.ts';

const [reference, first, second, fails] = smallSpace.configurations as [
  Configuration,
  Configuration,
  Configuration,
  Configuration,
];

proberContract('the simulated prober', () => ({
  prober: createSimulatedProber({
    behaviour: (c) =>
      c === fails ? FAILED : behaviourOf(usualThroughput(c) / (c.model === 'slow' ? 10 : 1)),
    noise: USUAL,
    time: createVirtualTime(),
    random: createRandom(1),
  }),
  reference,
  works: [first, second],
  fails,
  slowModel: 'slow',
}));
