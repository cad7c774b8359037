import type { Deployment } from '../../../src/report/deploy/deployment.ts';
import { type DeploymentRequest, deploymentOf } from '../../../src/report/deploy/deployment-of.ts';
import { inertJson } from '../../../src/report/inert-json.ts';
import { parseResult } from '../../../src/report/published/parse-result.ts';
import type { PublishedResult } from '../../../src/report/published/published-result.ts';
import { resultJson } from '../../../src/report/result-json.ts';
import type { Configuration } from '../../../src/space/configuration.ts';
import type { ModelFacts } from '../../../src/study/study-header.ts';
import type { StudyResult } from '../../../src/study/study-result.ts';
import { CLEAR_GAIN } from '../results.ts';

/** Names made to break out of every format at once. */
export const HOSTILE_NAME = `a"b'c\\d\`e$(touch f)$HOME\n*/ # ]}>\r\u2028\u0000\u{1f600}é??/{{x}}%s<!--\t\u202e\ud800`;

export const EVERYTHING: Partial<Configuration> = {
  batchSize: 8,
  instances: 2,
  intraOpThreads: 3,
  interOpThreads: 2,
  executionMode: 'parallel',
  graphOptimization: 'basic',
  spinning: false,
  memoryArena: false,
};

interface Changes {
  readonly configuration?: Partial<Configuration>;
  readonly model?: Partial<ModelFacts>;
}

/** A result that recommends this configuration of this model, as published. */
export function published({ configuration, model }: Changes = {}): PublishedResult {
  const { recommendation, header } = CLEAR_GAIN;
  if (recommendation === null) throw new Error('the scene recommends something');
  const result: StudyResult = {
    ...CLEAR_GAIN,
    header: { ...header, model: { ...header.model, ...model } },
    recommendation: {
      ...recommendation,
      configuration: { ...recommendation.configuration, ...configuration },
    },
  };
  return parseResult(inertJson(resultJson(result)), 'run.json');
}

export function deployment(changes: Changes = {}, request: DeploymentRequest = {}): Deployment {
  return deploymentOf(published(changes), request);
}

/** A deployment in which every text that comes from outside is hostile. */
export function hostileDeployment(): Deployment {
  const port = (name: string) => ({
    name,
    elementType: 'float32',
    shape: ['N', 3],
    batchAxis: 0,
  });
  const path = `models/${HOSTILE_NAME}.onnx`;
  const result = published({
    model: { path, sha256: HOSTILE_NAME, inputs: [port(HOSTILE_NAME)], outputs: [port('y')] },
  });
  return deploymentOf(
    { ...result, tool_version: HOSTILE_NAME, study_id: HOSTILE_NAME, started_at: HOSTILE_NAME },
    { image: HOSTILE_NAME, storageUri: HOSTILE_NAME },
  );
}
