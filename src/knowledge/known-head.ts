import type { Signature } from '../signature/signature.ts';
import type { HostParts } from './host-similarity.ts';

/** An earlier task as far as it takes to judge whether it is worth reading. */
export interface KnownHead {
  readonly id: string;
  /** Name of the model, for people. */
  readonly name: string;
  /** SHA-256 of the model; the same model may be known from several hosts. */
  readonly modelSha256: string;
  readonly signature: Signature;
  readonly hostParts: HostParts;
  readonly origin: 'own' | 'shipped';
  /** Samples per run of the model's file as it is. */
  readonly baseBatch: number;
  /** Configurations that were tried. */
  readonly trials: number;
}
