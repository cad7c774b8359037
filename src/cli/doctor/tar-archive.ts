const BLOCK = 512;
const encoder = new TextEncoder();

/** A file of an archive. */
export interface ArchiveFile {
  readonly name: string;
  readonly text: string;
}

/**
 * An uncompressed tar archive in the ustar format (POSIX.1-1988, pax(1) "ustar Interchange Format") of files readable by all,
 * dated `modifiedS` seconds since 1970. Names must be ASCII of at most 100 characters.
 */
export function tarArchive(files: readonly ArchiveFile[], modifiedS: number): Uint8Array {
  const parts = files.flatMap(({ name, text }) => {
    const bytes = encoder.encode(text);
    const padding = new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK);
    return [header(name, bytes.length, modifiedS), bytes, padding];
  });
  // Two empty blocks end an archive.
  return Buffer.concat([...parts, new Uint8Array(2 * BLOCK)]);
}

function header(name: string, size: number, modifiedS: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: string): void => block.set(encoder.encode(text), at);
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
  put(0, name);
  put(100, '0000644\0');
  put(108, '0000000\0');
  put(116, '0000000\0');
  put(124, `${octal(size, 11)}\0`);
  put(136, `${octal(Math.max(0, Math.floor(modifiedS)), 11)}\0`);
  // The checksum counts its own field as spaces.
  put(148, '        ');
  put(156, '0');
  put(257, 'ustar\x0000');
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${octal(sum, 6)}\0 `);
  return block;
}
