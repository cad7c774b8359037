import { printable } from '../../core/printable.ts';
import { configurationKey } from '../../space/configuration.ts';
import { describeConfiguration } from '../describe-configuration.ts';
import { configurationOf } from '../published/configuration-of.ts';
import type { PublishedConfiguration, PublishedResult } from '../published/published-result.ts';

/** A published configuration in one line for people. */
export function configurationText(published: PublishedConfiguration): string {
  return printable(describeConfiguration(configurationOf(published)), 200);
}

/** Identity of a published configuration. */
export function publishedKey(published: PublishedConfiguration): string {
  return configurationKey(configurationOf(published));
}

/** What everything was measured against, in words. */
export function referenceText({ reference }: PublishedResult): string {
  return reference === null || reference.is_default
    ? 'the default'
    : 'the first working configuration';
}
