import { EXIT, type ExitCode } from './exit-code.ts';

/** Who has to act: the caller (`usage`), the model file (`model`) or the machine (`environment`). */
export type TuneErrorKind = 'usage' | 'model' | 'environment';

const EXIT_OF_KIND: Readonly<Record<TuneErrorKind, ExitCode>> = {
  usage: EXIT.usage,
  model: EXIT.model,
  environment: EXIT.environment,
};

/**
 * An error the user can act on: what failed and on what (`message`), and what to do next (`hint`).
 * Anything else that is thrown is a defect and exits 70 with its stack.
 */
export class TuneError extends Error {
  readonly kind: TuneErrorKind;
  readonly hint: string | undefined;

  constructor(
    kind: TuneErrorKind,
    message: string,
    options: { hint?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TuneError';
    this.kind = kind;
    this.hint = options.hint;
  }

  /** `TUNE_USAGE`, `TUNE_MODEL` or `TUNE_ENVIRONMENT`, as programs tell errors apart. */
  get code(): `TUNE_${Uppercase<TuneErrorKind>}` {
    return `TUNE_${this.kind.toUpperCase() as Uppercase<TuneErrorKind>}`;
  }

  get exitCode(): ExitCode {
    return EXIT_OF_KIND[this.kind];
  }
}
