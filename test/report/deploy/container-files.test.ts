import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { Deployment as KubernetesDeployment } from 'kubernetes-models/apps/v1/Deployment';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { deployFormat } from '../../../src/report/deploy/deploy-formats.ts';
import type { Deployment } from '../../../src/report/deploy/deployment.ts';
import { cpuQuantity } from '../../../src/report/deploy/quantities.ts';
import { serviceName } from '../../../src/report/deploy/service-name.ts';
import { assertProperty } from '../../support/assert-property.ts';
import { deployment, EVERYTHING, HOSTILE_NAME, hostileDeployment } from './deployments.ts';

type Data = Record<string, unknown>;

const render = (format: string, d: Deployment): string => deployFormat(format, '').render(d);
const everything = deployment({
  configuration: { ...EVERYTHING, interOpThreads: 1, intraOpThreads: 1 },
});

/** The only document in a YAML text, read without any leniency. */
function yaml(text: string): Data {
  const document = parseDocument(text, { strict: true, version: '1.2' });
  expect(document.errors).toEqual([]);
  expect(document.warnings).toEqual([]);
  return document.toJS() as Data;
}

function closed(schema: string): (data: unknown) => void {
  const url = new URL(`./fixtures/${schema}`, import.meta.url);
  const check = new Ajv({ strict: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(url, 'utf8')),
  );
  return (data) => {
    check(data);
    expect(check.errors).toBeNull();
  };
}

/** Checked by the published schema of Kubernetes, which lets unknown names pass, so these are compared. */
function requireKubernetes(data: Data): void {
  const known = new KubernetesDeployment(data as never);
  known.validate();
  const container = known.spec?.template.spec?.containers[0] ?? {};
  expect(Object.keys(data).sort()).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
  expect(Object.keys(known.spec ?? {}).sort()).toEqual(['replicas', 'selector', 'template']);
  expect(Object.keys(container).sort()).toEqual(['env', 'image', 'name', 'resources']);
}

describe('the Kubernetes deployment', () => {
  it('has a pod per instance, each with the processors and memory of one', () => {
    const data = yaml(render('kubernetes', everything));
    requireKubernetes(data);
    expect(render('kubernetes', everything)).not.toMatch(/[&*]a1/);
    const amounts = { cpu: '1', memory: `${everything.instanceMemoryBytes / 2 ** 20}Mi` };
    expect(data).toMatchObject({
      metadata: { name: 'squeezenet1-1' },
      spec: {
        replicas: 2,
        template: { spec: { containers: [{ resources: { requests: amounts, limits: amounts } }] } },
      },
    });
    expect(everything.instanceMemoryBytes).toBeGreaterThanOrEqual(1.25 * 128 * 2 ** 20);
  });

  it('asks for graphics cards where the provider needs them', () => {
    const data = yaml(render('kubernetes', deployment({ configuration: { provider: 'cuda' } })));
    requireKubernetes(data);
    expect(JSON.stringify(data)).toContain('"nvidia.com/gpu":"1"');
  });

  it('is refused by the schema where anything is of the wrong type', () => {
    const data = yaml(render('kubernetes', everything));
    const wrong = { ...data, spec: { ...(data['spec'] as object), replicas: 'two' } };
    expect(() => new KubernetesDeployment(wrong as never).validate()).toThrow('integer');
  });
});

describe('the KServe service', () => {
  const requireKserve = closed('kserve-schema.json');

  it('has one pod with the processors and memory of all instances', () => {
    const data = yaml(render('kserve', everything));
    requireKserve(data);
    expect(data).toMatchObject({
      spec: { predictor: { model: { resources: { limits: { cpu: '2' } } } } },
    });
  });

  it('points where it is told', () => {
    const storageUri = 's3://bucket/models';
    const data = yaml(render('kserve', deployment({}, { storageUri })));
    expect(data).toMatchObject({ spec: { predictor: { model: { storageUri } } } });
  });
});

describe('the Compose file', () => {
  const requireCompose = closed('compose-schema.json');

  it('limits processors and memory to what was measured', () => {
    const data = yaml(render('compose', everything));
    requireCompose(data);
    const memory = `${everything.memoryBytes / 2 ** 20}m`;
    expect(data).toMatchObject({
      services: { 'squeezenet1-1': { deploy: { resources: { limits: { cpus: '2', memory } } } } },
    });
    requireCompose(yaml(render('compose', deployment({ configuration: { provider: 'cuda' } }))));
  });
});

describe('the environment', () => {
  it('holds every knob, in a form that quotes and expansions cannot change', () => {
    const text = render('env', everything);
    expect(parseEnv(text)).toMatchObject({
      OMP_NUM_THREADS: '1',
      OMP_WAIT_POLICY: 'PASSIVE',
      TUNE_BATCH_SIZE: '8',
      TUNE_INSTANCES: '2',
      TUNE_EXECUTION_MODE: 'parallel',
      TUNE_SPINNING: 'false',
      TUNE_MODEL_SHA256: everything.model.sha256,
    });
    for (const line of text.trim().split('\n'))
      expect(line).toMatch(/^#|^[A-Z_0-9]+=[a-zA-Z0-9]+$/);
  });
});

describe('the shell script for Docker', () => {
  /** The arguments that docker would get. */
  const argumentsOf = (script: string): string[] => {
    const stub = 'docker() { for a in "$@"; do printf "%s\\0" "$a"; done; }\n';
    const text = stub + script.replace('exec docker', 'docker');
    return execFileSync('sh', ['-s', '--', '--extra'], { input: text, encoding: 'utf8' })
      .split('\0')
      .slice(0, -1);
  };

  it('starts the image with the limits, and hands further arguments over', () => {
    const said = argumentsOf(render('docker', everything));
    expect(said.slice(0, 2)).toEqual(['run', '--rm']);
    expect(said[said.indexOf('--cpus') + 1]).toBe('2');
    expect(said[said.indexOf('--memory') + 1]).toBe(`${everything.memoryBytes / 2 ** 20}m`);
    expect(said).toContain('TUNE_BATCH_SIZE=8');
    expect(said.slice(-2)).toEqual(['squeezenet1-1:latest', '--extra']);
  });

  it('quotes whatever the image is called', () => {
    const said = argumentsOf(render('docker', hostileDeployment()));
    const image = Buffer.from(HOSTILE_NAME.replace('\0', '')).toString();
    expect(said.at(-2)).toBe(image);
  });
});

describe('hostile names', () => {
  it.each(['kubernetes', 'kserve', 'compose'])('are inert in YAML: %s', (format) => {
    const made = hostileDeployment();
    const hostile = yaml(render(format, made));
    const shape = (value: unknown): unknown =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, shape(v)]))
        : typeof value;
    const name = JSON.stringify(made.name);
    const renamed = JSON.parse(JSON.stringify(hostile).replaceAll(name, '"squeezenet1-1"'));
    expect(shape(renamed)).toEqual(shape(yaml(render(format, deployment()))));
    expect(JSON.stringify(hostile)).toContain(JSON.stringify(HOSTILE_NAME).slice(1, 20));
  });

  it('are inert in the environment', () => {
    const names = (d: Deployment) => Object.keys(parseEnv(render('env', d)));
    expect(names(hostileDeployment())).toEqual(names(deployment()));
  });

  it('become names that every format takes', () => {
    assertProperty(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(serviceName(text)).toMatch(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);
      }),
      200,
    );
  });
});

describe('an amount of processors', () => {
  it.each([
    [2, '2'],
    [1.5, '1500m'],
    [0.1 + 0.2, '300m'],
    [0.0001, '1m'],
    [1.2345, '1235m'],
  ])('%d is written %s', (cores, text) => {
    expect(cpuQuantity(cores)).toBe(text);
  });
});
