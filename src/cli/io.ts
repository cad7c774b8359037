/** A stream that results or messages go to. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  on?(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

/** The world a command sees: streams and environment. */
export interface Io {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Where keys come from; asked for only by what reads them. */
  readonly stdin?: () => NodeJS.ReadStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}
