import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPostgresUrl, secretsOf, shownUrl } from '../../src/store/postgres-url.ts';

describe('a URL of PostgreSQL', () => {
  it.each([
    ['postgres://ann:secret@db.example/kb', 'postgres://ann@db.example/kb'],
    ['postgresql://ann@db/kb?sslmode=verify-full', 'postgresql://ann@db/kb'],
    ['postgres://db/kb?password=secret', 'postgres://db/kb'],
    ['postgres://ann:sec@ret:more@db/kb', 'postgres://ann@db/kb'],
    ['POSTGRES://:secret@/kb', 'POSTGRES://@/kb'],
    ['kb.db', 'kb.db'],
  ])('%s is shown as %s', (url, shown) => {
    expect(shownUrl(url)).toBe(shown);
  });

  it('is never shown with its password, whatever that is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]{6,20}$/), fc.boolean(), (password, escaped) => {
        const written = escaped ? encodeURIComponent(password) : password;
        fc.pre(!'postgres://ann@db.example:5432/kb'.includes(written));
        for (const url of [
          `postgres://ann:${encodeURIComponent(password)}@db.example:5432/kb`,
          `postgres://db.example:5432/kb?password=${encodeURIComponent(password)}`,
        ]) {
          expect(shownUrl(url)).not.toContain(encodeURIComponent(password));
          expect(secretsOf(url)).toContain(password);
        }
      }),
    );
  });

  it('is told from a path', () => {
    expect(isPostgresUrl('postgresql://x')).toBe(true);
    expect(isPostgresUrl('./postgres:/x.db')).toBe(false);
  });
});
