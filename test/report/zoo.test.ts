import { describe, expect, test } from 'vitest';
import { zooJson } from '../../src/report/zoo-json.ts';
import { zooBuiltText, zooText } from '../../src/report/zoo-text.ts';
import { RESNET_18 } from '../../src/zoo/vision/resnet.ts';
import type { ZooModel } from '../../src/zoo/zoo-model.ts';
import { COLOURED, NARROW, WIDE } from './styles.ts';

const MODELS: readonly ZooModel[] = [
  RESNET_18,
  {
    ...RESNET_18,
    name: 'small',
    title: 'Something small · with a title that is much longer than that of any model',
    domain: 'time-series',
    paper: 'Nobody, 2020',
    published: { parameters: 59_657, multiplyAccumulates: null, source: 'its sum' },
  },
];

describe('the list of architectures as text', () => {
  test('is a line each under its domain, with the published figures', () => {
    expect(zooText(MODELS.slice(0, 1), WIDE)).toBe(`name       params    MACs model

vision
resnet-18  11.7 M  1.81 G ResNet-18 arXiv:1512.03385

Build some: tune zoo build resnet-18
`);
  });

  test('leaves out what nobody published', () => {
    const lines = zooText(MODELS, WIDE).split('\n');
    expect(lines.find((l) => l.startsWith('small'))).toMatch(
      /^small +59\.7 k +– Something small.*…/,
    );
    expect(lines).toContain('time-series');
    expect(lines.find((l) => l.startsWith('resnet-18'))).toMatch(/ResNet-18 +arXiv:1512.03385$/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('fits 60 columns of ASCII', () => {
    const text = zooText(MODELS, NARROW);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(text).toMatch(/^[\n -~]+$/);
  });

  test('has colours only from the palette', () => {
    expect(zooText(MODELS, COLOURED)).toContain('\u001b[1mvision');
    expect(zooText(MODELS, WIDE)).not.toMatch(/\p{Cc}(?<!\n)/u);
  });
});

test('files that were built are listed with their sizes, and what to do next', () => {
  const built = [
    { path: 'models/resnet-18.onnx', bytes: 56_320 },
    { path: 'models/vgg-16.onnx', bytes: 900 },
  ];
  expect(zooBuiltText(built, WIDE)).toBe(`  55 KiB  models/resnet-18.onnx
   900 B  models/vgg-16.onnx

Tune one: tune models/resnet-18.onnx
`);
});

test('the list as JSON has every figure with its source', () => {
  expect(zooJson(MODELS)).toMatchObject({
    schema_version: 1,
    models: [
      {
        name: 'resnet-18',
        family: 'resnet',
        published: { parameters: 11_689_512, multiply_accumulates: 1_814_000_000 },
      },
      { name: 'small', domain: 'time-series', published: { multiply_accumulates: null } },
    ],
  });
});
