import { Command } from 'commander';

/** Headings of commands in the help of the main command, in order, and the commands beneath them. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'Commands that measure:': ['probe', 'variants', 'resume', 'check', 'record'],
  'Commands for models:': ['inspect', 'zoo'],
  'Commands for results:': ['runs', 'report', 'compare', 'export', 'replay', 'lock', 'schema'],
  'Commands for what is remembered:': ['choose', 'kb'],
  'Commands for this machine and this tool:': ['host', 'calibrate', 'doctor', 'completion'],
};

/** Examples by command, each with what it does; the main command's name is empty. */
const EXAMPLES: Readonly<Record<string, readonly (readonly [example: string, does: string])[]>> = {
  '': [
    ['tune model.onnx', 'the best configuration, in about a minute'],
    ['tune model.onnx --budget 5m', 'more time, narrower intervals'],
    ["tune model.onnx --constraint 'latency_p99_ms<=50'", 'the fastest that answers in time'],
    [
      "tune model.onnx --load poisson:200/s --constraint 'latency_p99_ms<=50'",
      'how to serve 200/s in time, and how much more it holds',
    ],
    ['tune model.onnx --batch 1 --threads default,1-4', 'only these values'],
    ["tune model.onnx --shape 'image=N,3,640,640'", 'sizes the file leaves open; N is the batch'],
    ['tune model.onnx --json --out run.json', 'for scripts, and to keep'],
  ],
  probe: [
    ['tune probe model.onnx', "the runtime's default"],
    ['tune probe model.onnx --batch 8 --threads 2', 'another configuration'],
    ['tune probe model.onnx --load poisson:50/s', 'requests as they come, batched while they wait'],
    ['tune probe model.onnx --budget 30s --json', 'longer, for scripts'],
  ],
  record: [
    ['tune record model.onnx -o surfaces/', 'three replicates of every configuration'],
    ['tune record zoo:resnet-18 zoo:mlp -o surfaces/ --budget 30m', 'as far as half an hour goes'],
    ['tune record model.onnx --batch 1,8 --spinning true,false', 'these values'],
  ],
  variants: [
    ['tune variants fp32.onnx int8.onnx', 'which of two exports to serve here, and how'],
    [
      'tune variants a.onnx b.onnx --accuracy 0.76,0.71 --min-accuracy 0.74',
      'only those that are accurate enough',
    ],
    [
      "tune variants a.onnx b.onnx --constraint 'latency_p99_ms<=50'",
      'the fastest that answers in time',
    ],
    ['tune variants a.onnx --graph-optimization all,basic', 'one file at two levels'],
  ],
  choose: [
    ['tune choose resnet', 'what the last `tune variants` found'],
    ['tune choose --latency-p99 50ms --min-accuracy 0.74 resnet', 'by other bounds, at once'],
    ['tune choose --list', 'the tasks that there are'],
  ],
  host: [['tune host --json', 'for scripts']],
  resume: [
    ['tune resume 3f2a', 'the first letters of an id suffice'],
    ['tune resume 3f2a --budget 2m', 'with two more minutes'],
  ],
  replay: [
    ['tune replay events.ndjson', 'what --events wrote, ten times as fast'],
    ['tune replay run.json --speed max', 'straight to the last screen'],
  ],
  runs: [['tune runs --kb team.db', 'those of another knowledge base']],
  schema: [['tune schema > tune-schema.json', 'to check results against']],
  export: [
    ['tune export --list', 'the formats'],
    ['tune export run.json --format env', 'one file, to stdout'],
    [
      'tune export 3f2a -f triton -o models/',
      'a repository for Triton, with the model if rewritten',
    ],
    ['tune export run.json -f kubernetes,env -o deploy/', 'several files in a folder'],
    ['tune export run.json -f all -o deploy/ --with-model', 'everything'],
  ],
  doctor: [
    ['tune doctor', 'in about ten seconds'],
    ['tune doctor --no-noise', 'at once'],
    ['tune doctor --bundle report.zip --redact', 'for a bug report'],
  ],
  calibrate: [
    ['tune calibrate', 'once per machine'],
    ['tune calibrate --quick', 'in a quarter of the time'],
  ],
  zoo: [
    ['tune zoo list', 'what can be built'],
    ['tune zoo build all -o models/', 'all of it'],
  ],
  kb: [
    ['tune kb list', 'what is known already'],
    ['tune kb seed --budget 30m', 'tune eight small models of the zoo'],
    ['tune kb export -o kb.jsonl', 'to keep in git'],
  ],
  'kb list': [['tune kb list --kb team.db', 'those of another knowledge base']],
  'kb show': [
    ['tune kb show resnet-18', 'a model, on every host'],
    ['tune kb show 3f2a', 'one run; the first letters of an id suffice'],
  ],
  'kb stats': [['tune kb stats --json', 'for scripts']],
  'kb export': [
    ['tune kb export -o kb.jsonl', 'small, diff-able, without folders of yours'],
    ['tune kb export --full | gzip > kb.gz', 'with all evidence'],
  ],
  'kb import': [
    ['tune kb import kb.jsonl', 'all of it, or nothing where a line is wrong'],
    ['tune kb import kb.jsonl --skip-invalid', 'what is sound'],
  ],
  'kb merge': [
    ['tune kb merge laptop.db ci.jsonl', 'twice is no harm'],
    ['tune kb merge --kb team.db mine.db', 'into another than your own'],
  ],
  'kb seed': [
    ['tune kb seed', 'a spread of small models, about eight minutes'],
    ['tune kb seed --families resnet,bert', 'these families'],
    ['tune kb seed --all --budget 8h', 'everything, over night'],
  ],
  'kb prune': [
    ['tune kb prune --older-than 90d --keep 5', 'old ones, but never the newest five'],
    ['tune kb prune --failed --dry-run', 'only say which'],
  ],
  'kb verify': [['tune kb verify', 'is everything sound?']],
  inspect: [
    ['tune inspect model.onnx', 'what the model is made of'],
    ['tune inspect model.onnx --batch 8', 'eight samples in one run'],
    ['tune inspect model.onnx --profile', 'measured beside predicted, by operator family'],
    ['tune inspect model.onnx --json', 'for scripts'],
  ],
  report: [
    ['tune report run.json -o report.html', 'one page that needs no network'],
    ['tune report run.json', 'Markdown, for a pull request'],
    ['tune report 3f2a -o trials.csv', 'a run of the knowledge base'],
  ],
  lock: [
    ['tune lock run.json', "a run's recommendation, to be committed"],
    ['tune lock model.onnx', 'the newest run of a model'],
  ],
  check: [
    ['tune check', 'does tune.lock.json still hold here?'],
    ['tune check --baseline main/model.onnx', 'is this model slower than that one?'],
    ['tune check --strict --junit tune.xml', 'for CI'],
  ],
  compare: [['tune compare before.json after.json', 'what changed, and what that means']],
  completion: [
    ['source <(tune completion bash)', 'in this shell; write it into ~/.bashrc to keep it'],
    ['source <(tune completion zsh)', 'the same in zsh, after compinit'],
    ['tune completion fish | source', 'the same in fish'],
  ],
};

const NOTES: Readonly<Record<string, string>> = {
  '': `
Options can also stand in tune.config.json, under the same names; flags win.
Exit codes: 0 done, 2 usage, 3 model unreadable or unsupported, 4 nothing could
be measured or nothing is feasible, 130 interrupted.
`,
  check:
    '\nExit codes: 0 held, 1 regressed or stale, 5 nothing can be told (--strict), 2, 3, 4 and\n130 as everywhere.\n',
  choose: '\nExit codes: 0 chosen, 2 no such task, 4 no variant meets the bounds.\n',
  'kb import':
    '\nExit codes: 0 taken, 2 something is wrong with a file or contradicts what is there.\n',
  'kb seed':
    '\nExit codes: 0 done, 4 nothing could be measured, 130 interrupted (the same command goes on).\n',
  'kb verify': '\nExit codes: 0 sound, 4 damaged.\n',
  doctor: '\nExit codes: 0 this machine can measure, 4 it cannot.\n',
};

/** Examples beside which their meaning does not fit on a line of 80 characters have it beneath. */
const EXAMPLE_WIDTH = 46;

/**
 * Gives every command its examples, and its errors the form of all errors here: what is wrong, then a hint. Called when all
 * commands are declared.
 */
export function finishHelp(program: Command): void {
  groupCommands(program);
  finishCommand(program, '');
}

/** `path` is what is typed after `tune`, such as `zoo build`. */
function finishCommand(command: Command, path: string): void {
  command
    .addHelpText('after', examplesOf(EXAMPLES[path] ?? []) + (NOTES[path] ?? ''))
    .showHelpAfterError(`  (${`tune ${path}`.trim()} --help shows every option)`)
    .configureOutput({ outputError: (text, write) => write(asHint(text)) });
  for (const child of command.commands) finishCommand(child, `${path} ${child.name()}`.trim());
}

/** Help shows groups in the order in which commands were declared, so that is put in order here. */
function groupCommands(program: Command): void {
  const headings = Object.keys(GROUPS);
  const headingOf = (command: Command): string =>
    headings.find((heading) => GROUPS[heading]?.includes(command.name())) ?? '';
  const rank = (command: Command): number => headings.indexOf(headingOf(command));
  for (const command of program.commands) command.helpGroup(headingOf(command));
  (program.commands as Command[]).sort((a, b) => rank(a) - rank(b));
  program.addHelpCommand(
    new Command('help')
      .argument('[command]')
      .description('display help for a command')
      .helpOption(false)
      .helpGroup(headings.at(-1) ?? ''),
  );
}

function examplesOf(examples: (typeof EXAMPLES)[string]): string {
  if (examples.length === 0) return '';
  const lines = examples.map(([example, does]) =>
    example.length < EXAMPLE_WIDTH - 2
      ? `  ${example.padEnd(EXAMPLE_WIDTH - 2)}${does}`
      : `  ${example}\n${' '.repeat(EXAMPLE_WIDTH)}${does}`,
  );
  return `\nExamples:\n${lines.join('\n')}\n`;
}

/** `error: …` and `(Did you mean …?)` of commander as this program says them. */
function asHint(text: string): string {
  return text.replace(/^error: /, 'tune: ').replace(/^\((Did you mean .*)\)$/m, '  hint: $1');
}
