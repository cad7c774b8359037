import { stringify } from 'csv-stringify/sync';
import { CONFIGURATION_COLUMNS, NUMBER_COLUMNS, SURFACE_COLUMNS } from './surface-columns.ts';
import type { SurfacePoint } from './surface-point.ts';

/** Digits that are worth keeping of anything measured here. */
const DIGITS = 6;

const rounded = (value: number | null): string =>
  value === null || !Number.isFinite(value) ? '' : String(Number(value.toPrecision(DIGITS)));

/** The line of column names, with its line break. */
export function surfaceHeader(): string {
  return stringify([[...SURFACE_COLUMNS]]);
}

/** Points as lines of CSV without a header, each with its line break; what is not known is an empty cell. */
export function surfaceLines(points: readonly SurfacePoint[]): string {
  return stringify(
    points.map((point) => [
      ...CONFIGURATION_COLUMNS.map(([, knob]) => String(point.configuration[knob])),
      point.replicate,
      point.outcome,
      point.failure ?? '',
      ...NUMBER_COLUMNS.map(([, field]) => rounded(point[field])),
    ]),
  );
}
