import { type Check, fail, ok } from '../../report/doctor/check.ts';

/** Oldest Node.js the package runs on, as package.json says. */
const LEAST_NODE = [20, 19] as const;

/** What Node.js and tune are. */
export function versionChecks(node: string, tune: string): readonly Check[] {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const isOld = major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1]);
  return [
    ok('tune', `onnx-tune ${tune}`),
    isOld
      ? fail('node', `Node.js ${node}`, `Install Node.js ${LEAST_NODE.join('.')} or newer.`)
      : ok('node', `Node.js ${node}`),
  ];
}
