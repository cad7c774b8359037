import { type Branch, branches, conv, type Step, sequence } from '../layers/branches.ts';
import { imageClassifier, pooledLogits } from '../layers/image-classifier.ts';
import type { ZooModel } from '../zoo-model.ts';

const REDUCING_POOL: Step = { kind: 'maximum-pool', spec: { kernel: 3, stride: 2 } };
const KEEPING_POOL: Step = { kind: 'average-pool', spec: { kernel: 3, stride: 1, padding: 1 } };

const REDUCING = { stride: 2, padding: 0 };

const STEM: Branch = [
  conv(32, 3, REDUCING),
  conv(32, 3, { padding: 0 }),
  conv(64, 3),
  REDUCING_POOL,
  conv(80, 1),
  conv(192, 3, { padding: 0 }),
  REDUCING_POOL,
];

const MODULES: readonly (readonly Branch[])[] = [
  squares(32),
  squares(64),
  squares(64),
  [[conv(384, 3, REDUCING)], [conv(64, 1), conv(96, 3), conv(96, 3, REDUCING)], [REDUCING_POOL]],
  strips(128),
  strips(160),
  strips(160),
  strips(192),
  [
    [conv(192, 1), conv(320, 3, REDUCING)],
    [conv(192, 1), conv(192, [1, 7]), conv(192, [7, 1]), conv(192, 3, REDUCING)],
    [REDUCING_POOL],
  ],
  forks(),
  forks(),
];

export const INCEPTION_V3: ZooModel = {
  name: 'inception-v3',
  title: 'Inception-v3',
  family: 'inception',
  domain: 'vision',
  paper:
    'Szegedy, Vanhoucke, Ioffe, Shlens, Wojna: Rethinking the Inception Architecture for Computer Vision, 2016, arXiv:1512.00567; layers as in torchvision, without the auxiliary classifier',
  published: {
    parameters: 23_834_568,
    multiplyAccumulates: 5_713_000_000,
    source:
      'parameters: timm, results/benchmark-infer-*.csv, inception_v3 (23.83 M, no auxiliary classifier); multiply-accumulates: torchvision.models.inception_v3, GFLOPS of its weights',
  },
  build: () =>
    imageClassifier('inception-v3', 299, (network, image) => {
      const stem = sequence(network, 'stem', image, STEM);
      const mixed = MODULES.reduce(
        (x, module, m) => branches(network, `mixed${m}`, x, module),
        stem,
      );
      return pooledLogits(network, mixed);
    }),
};

/** Figure 5: 5x5 convolutions, and two 3x3 in their place. */
function squares(projected: number): readonly Branch[] {
  return [
    [conv(64, 1)],
    [conv(48, 1), conv(64, 5)],
    [conv(64, 1), conv(96, 3), conv(96, 3)],
    [KEEPING_POOL, conv(projected, 1)],
  ];
}

/** Figure 6: 7x7 convolutions as 1x7 and 7x1. */
function strips(inner: number): readonly Branch[] {
  return [
    [conv(192, 1)],
    [conv(inner, 1), conv(inner, [1, 7]), conv(192, [7, 1])],
    [
      conv(inner, 1),
      conv(inner, [7, 1]),
      conv(inner, [1, 7]),
      conv(inner, [7, 1]),
      conv(192, [1, 7]),
    ],
    [KEEPING_POOL, conv(192, 1)],
  ];
}

/** Figure 7: branches that end in 1x3 beside 3x1. */
function forks(): readonly Branch[] {
  const fork: Step = { kind: 'fork', branches: [[conv(384, [1, 3])], [conv(384, [3, 1])]] };
  return [
    [conv(320, 1)],
    [conv(384, 1), fork],
    [conv(448, 1), conv(384, 3), fork],
    [KEEPING_POOL, conv(192, 1)],
  ];
}
