import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { bashCompletion } from '../../src/cli/completion/bash-completion.ts';
import {
  type CompletionModel,
  completionModel,
} from '../../src/cli/completion/completion-model.ts';
import { fishCompletion } from '../../src/cli/completion/fish-completion.ts';
import { zshCompletion } from '../../src/cli/completion/zsh-completion.ts';
import { PROBE_OPTIONS, RESUME_OPTIONS, TUNE_OPTIONS } from '../../src/cli/options/option-table.ts';
import { SHELLS } from '../../src/cli/options/shells.ts';
import { EXPORT_OPTIONS } from '../../src/cli/options/tool-options.ts';
import { parseTuneOptions } from '../../src/cli/options/tune-options.ts';
import { type Handlers, runProgram } from '../../src/cli/program.ts';
import { DEPLOY_FORMATS } from '../../src/report/deploy/deploy-formats.ts';

let program: Command;
let model: CompletionModel;

/** The program as the command itself gets it. */
beforeAll(async () => {
  const handlers = {
    completion: async (_shell, given) => {
      program = given;
      return 0;
    },
  } satisfies Partial<Handlers> as unknown as Handlers;
  const io = { stdout: { write: () => {} }, stderr: { write: () => {} }, version: '0' };
  await runProgram(['completion', 'bash'], handlers, io);
  model = completionModel(program);
});

const hasBash = spawnSync('bash', ['--version']).status === 0;

describe.skipIf(!hasBash)('completion in bash', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tune-completion-'));
  writeFileSync(join(folder, 'a model.onnx'), '');
  writeFileSync(join(folder, 'run.json'), '');
  writeFileSync(join(folder, 'notes.txt'), '');

  /** What bash offers for these words, the last of which is being typed. */
  const offers = (...words: string[]): string[] => {
    const script = `${bashCompletion(model)}
COMP_WORDS=(tune "$@"); COMP_CWORD=$#; _tune
[ "\${#COMPREPLY[@]}" -eq 0 ] || printf '%s\\n' "\${COMPREPLY[@]}"`;
    const said = execFileSync('bash', ['-c', script, 'bash', ...words], {
      encoding: 'utf8',
      cwd: folder,
    });
    return said.split('\n').slice(0, -1);
  };

  it('is valid', () => {
    const checked = spawnSync('bash', ['-n'], { input: bashCompletion(model), encoding: 'utf8' });
    expect(checked).toMatchObject({ status: 0, stderr: '' });
  });

  it('registers itself for the command, as an interactive shell loads it', () => {
    const script = `source <(cat)\ncomplete -p tune`;
    const said = execFileSync('bash', ['-c', script], {
      input: bashCompletion(model),
      encoding: 'utf8',
    });
    expect(said).toContain('-F _tune tune');
  });

  it('offers commands, and model files with spaces in their names', () => {
    expect(offers('pro')).toEqual(['probe']);
    expect(offers('')).toEqual(expect.arrayContaining(['export', 'doctor', 'a model.onnx']));
    expect(offers('a')).toEqual(['a model.onnx']);
    expect(offers('probe', '')).toEqual(['a model.onnx']);
    expect(offers('export', '')).toEqual(['run.json']);
  });

  it('offers every option of every command', () => {
    for (const { name, options } of model) {
      const words = name === '' ? ['-'] : [name, '-'];
      expect(offers(...words)).toEqual(expect.arrayContaining(options.map((o) => o.long)));
    }
    expect(offers('probe', '--strat')).toEqual([]);
    expect(offers('m.onnx', '--const')).toEqual(['--constraint']);
    // A shell is started for each command.
  }, 30_000);

  it('offers the values of options, also after an equals sign', () => {
    expect(offers('m.onnx', '--objective', 'l')).toEqual(['latency']);
    expect(offers('m.onnx', '--objective', '=', 'l')).toEqual(['latency']);
    expect(offers('m.onnx', '--objective', '=')).toHaveLength(5);
    expect(offers('export', 'run.json', '-f', 'tri')).toEqual(['triton']);
    expect(offers('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  });

  it('offers nothing of its own where a number or a file is to follow', () => {
    expect(offers('m.onnx', '--batch', '')).toEqual([]);
    expect(offers('m.onnx', '--out', '')).toEqual([]);
  });
});

describe('completion in zsh and fish', () => {
  it('knows every command and option', () => {
    const zsh = zshCompletion(model);
    const fish = fishCompletion(model);
    for (const { name, options } of model) {
      if (name !== '') {
        expect(zsh).toContain(`'${name}:`);
        expect(fish).toContain(`-a ${name} -d`);
      }
      for (const { long } of options) {
        expect(zsh).toContain(`'*${long}`);
        expect(fish).toContain(`-l ${long.slice(2)}`);
      }
    }
  });

  // Their quoting of single words is that of sh and, but for backslashes inside quotes, the same in fish.
  it.each([
    ['zsh', (m: CompletionModel) => zshCompletion(m).replaceAll("'\\''", '')],
    ['fish', (m: CompletionModel) => fishCompletion(m).replaceAll("\\'", '')],
  ])('closes every quote: %s', (_shell, script) => {
    for (const line of script(model).split('\n')) {
      if (!line.startsWith('#')) expect(line.split("'").length % 2, line).toBe(1);
    }
  });
});

describe('the words that are completed', () => {
  it('are values that the options take', () => {
    const formats = DEPLOY_FORMATS.map((f) => f.name);
    expect(EXPORT_OPTIONS.find((o) => o.name === 'format')?.words).toEqual([...formats, 'all']);
    for (const { name, words = [] } of [...TUNE_OPTIONS, ...PROBE_OPTIONS, ...RESUME_OPTIONS]) {
      for (const word of words) {
        // Some mean nothing without lengths, others without a load and a bound on latency.
        const lengths = { texts: ['zipf:128'], label: '--lengths' };
        const load = { texts: ['poisson:200/s'], label: '--load' };
        const bound = { texts: ['latency_p99_ms<=50'], label: '--constraint' };
        const raw = new Map([
          ...(/^(batching|buckets)$/.test(name) ? [['lengths', lengths] as const] : []),
          ...(/^(objective|deadline)$/.test(name)
            ? [['load', load] as const, ['constraint', bound] as const]
            : []),
          [name, { texts: [word], label: `--${name}` }] as const,
        ]);
        expect(() => parseTuneOptions(raw), `${name} ${word}`).not.toThrow();
      }
    }
    expect(SHELLS).toHaveLength(3);
  });

  it('belong to the command: the formats of a report are not those of an export', () => {
    const wordsOf = (command: string) => {
      const options = model.find((c) => c.name === command)?.options ?? [];
      const value = options.find((o) => o.long === '--format')?.value;
      return value?.kind === 'words' ? value.words : [];
    };
    expect(wordsOf('report')).toContain('html');
    expect(wordsOf('report')).not.toContain('triton');
    expect(wordsOf('export')).toContain('triton');
  });
});
