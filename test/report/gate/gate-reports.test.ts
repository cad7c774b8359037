import { createHash } from 'node:crypto';
import { Ajv } from 'ajv';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { gateAnnotations } from '../../../src/report/gate/gate-github.ts';
import { gateGitlab } from '../../../src/report/gate/gate-gitlab.ts';
import { gateJson } from '../../../src/report/gate/gate-json.ts';
import { gateJunit } from '../../../src/report/gate/gate-junit.ts';
import { gateMarkdown } from '../../../src/report/gate/gate-markdown.ts';
import { gateSarif } from '../../../src/report/gate/gate-sarif.ts';
import { GATE_SCHEMA } from '../../../src/report/gate/gate-schema.ts';
import { gateText } from '../../../src/report/gate/gate-text.ts';
import { inertJson } from '../../../src/report/inert-json.ts';
import { closed } from '../closed-schema.ts';
import { WIDE } from '../styles.ts';
import { CONTEXT, gateReports, HOSTILE } from './gate-reports.ts';
import { SARIF_SUBSET } from './sarif-subset.ts';

const reports = await gateReports();
const SCENES = Object.entries(reports);
const report = (name: string) => {
  const found = reports[name];
  if (found === undefined) throw new Error(`no scene ${name}`);
  return found;
};
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hostileContext = { ...CONTEXT, lockPath: HOSTILE, baselinePath: HOSTILE };
/** Characters that a terminal or an editor obeys or hides. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}]/u;

describe('the text of a check', () => {
  it('says the verdict first, then every assertion', () => {
    const text = gateText(report('regressed'), CONTEXT, WIDE);
    expect(text.split('\n')[0]).toBe('deploy/tune.lock.json: regressed');
    expect(text).toMatch(
      /FAIL {2}holds-against-baseline\n.*slower than the baseline model: ×0\.86/,
    );
    expect(text).toContain('ok    holds-against-default');
    expect(text).toContain('3 fresh sessions');
  });

  it('says what is stale, and warns of what only warns', () => {
    const text = gateText(report('stale'), CONTEXT, WIDE);
    expect(text.split('\n')[0]).toContain('does not match its lock');
    expect(text).toContain('warn  runtime-unchanged');
    expect(text).toContain('n/a   constraints-met: latency_p99_ms<=50');
  });

  it('keeps to the width and is safe to print, whatever things are called', () => {
    for (const [, each] of SCENES) {
      for (const line of gateText(each, hostileContext, WIDE).split('\n')) {
        expect([...line].length).toBeLessThanOrEqual(WIDE.columns);
        expect(line).not.toMatch(INVISIBLE);
      }
    }
  });
});

describe('the JSON of a check', () => {
  const validate = new Ajv({ strict: false }).compile(closed(GATE_SCHEMA));

  it.each(SCENES)('has exactly what the schema describes: %s', (_name, each) => {
    const json: unknown = JSON.parse(inertJson(gateJson(each, hostileContext)));
    expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
  });

  it('is refused by the schema when anything guaranteed is missing', () => {
    const { verdict: _gone, ...rest } = gateJson(report('held'), CONTEXT);
    expect(validate(rest)).toBe(false);
  });
});

describe('the JUnit XML of a check', () => {
  const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => name === 'testcase' });

  it.each(SCENES)('is well-formed and counts what it holds: %s', (_name, each) => {
    for (const strict of [false, true]) {
      const xml = gateJunit(each, { ...hostileContext, strict });
      expect(XMLValidator.validate(xml)).toBe(true);
      expect(xml).not.toMatch(/[^\P{C}\n]/u);
      const suite = parser.parse(xml).testsuites.testsuite;
      const cases: Record<string, unknown>[] = suite.testcase;
      expect(Number(suite['@_tests'])).toBe(each.assertions.length);
      expect(cases).toHaveLength(each.assertions.length);
      expect(cases.filter((c) => 'failure' in c)).toHaveLength(Number(suite['@_failures']));
      expect(cases.filter((c) => 'skipped' in c)).toHaveLength(Number(suite['@_skipped']));
    }
  });

  it('fails what failed, skips what is open, and fails that too where asked to', () => {
    const count = (name: string, strict: boolean) => {
      const { testsuite } = parser.parse(
        gateJunit(report(name), { ...CONTEXT, strict }),
      ).testsuites;
      return [Number(testsuite['@_failures']), Number(testsuite['@_skipped'])];
    };
    expect(count('held', true)).toEqual([0, 0]);
    expect(count('regressed', false)[0]).toBe(1);
    expect(count('disturbed', false)).toEqual([0, 3]);
    expect(count('disturbed', true)).toEqual([3, 0]);
  });

  it('gives back the text it was given, made visible', () => {
    const xml = gateJunit(report('hostile'), CONTEXT);
    const cases = parser.parse(xml).testsuites.testsuite.testcase as Record<string, string>[];
    expect(cases.some((c) => c['@_name']?.includes('</failure><script>'))).toBe(true);
    expect(xml).not.toContain('<script>');
  });
});

describe('the SARIF of a check', () => {
  const validate = new Ajv({ strict: false, formats: { uri: true } }).compile(SARIF_SUBSET);

  it.each(SCENES)('is valid: %s', (_name, each) => {
    const log: unknown = JSON.parse(inertJson(gateSarif(each, hostileContext)));
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  });

  it('holds what is wrong and nothing else, each with its rule', () => {
    const log = gateSarif(report('regressed'), CONTEXT) as unknown as Log;
    const [run] = log.runs;
    expect(run?.results).toHaveLength(1);
    const [result] = run?.results ?? [];
    expect(result).toMatchObject({ ruleId: 'holds-against-baseline', level: 'error' });
    expect(run?.tool.driver.rules?.[result?.ruleIndex ?? -1]?.id).toBe('holds-against-baseline');
    expect((gateSarif(report('held'), CONTEXT) as unknown as Log).runs[0]?.results).toEqual([]);
  });

  it('names the lock by a relative reference, whatever it is called', () => {
    const uri = (lockPath: string) =>
      (gateSarif(report('regressed'), { ...CONTEXT, lockPath }) as unknown as Log).runs[0]
        ?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri;
    expect(uri('a b/ü#1.json')).toBe('a%20b/%C3%BC%231.json');
    expect(uri('javascript:alert(1)')).toBe('javascript%3Aalert(1)');
    expect(uri('/srv/x.json')).toBe('file:///srv/x.json');
    expect(() => uri('\ud800')).not.toThrow();
  });
});

describe('the annotations of a check', () => {
  it('point at the lock: one for each problem, one notice of the whole', () => {
    const lines = gateAnnotations(report('regressed'), CONTEXT).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^::error file=deploy\/tune\.lock\.json,line=1,title=tune check%3A holds-against-baseline::slower/,
    );
    expect(lines[1]).toMatch(/^::notice file=.*::regressed \(3 fresh sessions/);
  });

  it('are errors for open questions only where asked to', () => {
    const commands = (strict: boolean) =>
      gateAnnotations(report('disturbed'), { ...CONTEXT, strict }).match(/^::\w+/gm);
    expect(commands(false)).toEqual(['::warning', '::warning', '::warning', '::notice']);
    expect(commands(true)).toEqual(['::error', '::error', '::error', '::notice']);
  });

  it('never become another command, whatever things are called', () => {
    for (const [, each] of SCENES) {
      const text = gateAnnotations(each, hostileContext);
      for (const line of text.trimEnd().split('\n')) {
        expect(line).toMatch(/^::(error|warning|notice) file=[^,:]*,line=1,title=[^,:]*::/);
        expect(line).not.toMatch(INVISIBLE);
        expect(line).not.toMatch(/%(?!25|0D|0A|3A|2C)/);
      }
    }
  });
});

describe('the Code Quality report of a check', () => {
  it.each(SCENES)('has what GitLab requires of each finding: %s', (_name, each) => {
    const findings = gateGitlab(each, hostileContext, sha256);
    for (const finding of findings) {
      expect(finding).toMatchObject({
        description: expect.any(String),
        check_name: expect.stringMatching(/^tune-[a-z-]+$/),
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        severity: expect.stringMatching(/^(info|minor|major|critical|blocker)$/),
        location: { path: HOSTILE, lines: { begin: 1 } },
      });
    }
    const fingerprints = findings.map((f) => f['fingerprint']);
    expect(new Set(fingerprints).size).toBe(fingerprints.length);
  });

  it('knows a finding again in the next run', () => {
    const again = gateGitlab(report('regressed'), CONTEXT, sha256);
    expect(again).toEqual(gateGitlab(report('regressed'), CONTEXT, sha256));
    expect(again).toHaveLength(1);
  });
});

describe('the Markdown of a check', () => {
  it('is a table of assertions and one of figures', () => {
    const text = gateMarkdown(report('regressed'), CONTEXT);
    expect(text).toContain('### ❌ tune check: regressed');
    expect(text).toMatch(/\| ❌ \| holds-against-baseline \|/);
    expect(text).toContain('| throughput |');
  });

  it('shows hostile text as text: no HTML, no links, no mentions, no new cells', () => {
    const text = gateMarkdown(report('hostile'), hostileContext);
    // What stands outside code spans is ours alone.
    const outside = text.replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
    expect(outside).not.toMatch(/[<>@[\]]|javascript|evil|pwned/);
    const [first] = text.split('\n').filter((line) => line.includes('constraints-met'));
    expect(first?.match(/(?<!\\)\|/g)).toHaveLength(4);
  });
});
