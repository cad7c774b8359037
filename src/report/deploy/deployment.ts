import type { Configuration } from '../../space/configuration.ts';

/** An input or output of the model that is served. */
export interface DeploymentPort {
  readonly name: string;
  readonly elementType: string;
  /** Sizes, null where any is taken; null as a whole where the file does not declare the shape. */
  readonly shape: readonly (number | null)[] | null;
  readonly batchAxis: number | null;
}

/** The model that is served: the file that was measured, or its rewritten copy that takes any batch. */
export interface DeploymentModel {
  /** Where a program finds it; text of any kind. */
  readonly path: string;
  /** Of the served file where it was written along, else of the measured one: hex, or `unknown`. */
  readonly sha256: string;
  readonly batchable: boolean;
  readonly inputs: readonly DeploymentPort[];
  readonly outputs: readonly DeploymentPort[];
}

/** Everything a deployable file says, whatever its format. */
export interface Deployment {
  /** A name that every format takes: a DNS label of RFC 1123. */
  readonly name: string;
  readonly configuration: Configuration;
  readonly model: DeploymentModel;
  /** CPU cores that one instance and all instances keep busy; never more than the host had. May be fractions. */
  readonly instanceCores: number;
  readonly cores: number;
  /** Memory to ask for: the measured peak with a margin, of the largest instance and of all. */
  readonly instanceMemoryBytes: number;
  readonly memoryBytes: number;
  /** How long a request may wait for others to fill its batch. */
  readonly queueDelayUs: number;
  /** Whether that delay is the one measured under a load. */
  readonly queueDelayIsMeasured: boolean;
  /** A request that has not begun by then is dropped, as it was under the load; null where each was served. */
  readonly deadlineUs: number | null;
  /** Container image that serves, and where a cluster finds the model: text of any kind. */
  readonly image: string;
  readonly storageUri: string;
  /** Where the figures come from, a line of safe ASCII each, to stand in comments. */
  readonly origin: readonly string[];
}
