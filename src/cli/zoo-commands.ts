import type { Command } from 'commander';

/** What the user asked of the zoo. */
export type ZooRequest =
  | { readonly action: 'list'; readonly json: boolean }
  | {
      readonly action: 'build';
      readonly names: readonly string[];
      readonly folder: string;
      readonly force: boolean;
    };

/** Adds `zoo list` and `zoo build` to the program. */
export function addZooCommands(
  program: Command,
  run: (request: ZooRequest) => Promise<void>,
): void {
  const zoo = program
    .command('zoo')
    .description('published architectures, built on the spot to be measured (weights not trained)');
  zoo
    .command('list')
    .description('what can be built')
    .option('--json', 'the list as JSON on stdout')
    .action(({ json = false }: { json?: boolean }) => run({ action: 'list', json }));
  zoo
    .command('build <name...>')
    .description('write models as .onnx files; all builds every one')
    .option('-o, --output <folder>', 'folder to write to, made where it does not exist', '.')
    .option('--force', 'overwrite files that exist')
    .action((names: string[], options: { output: string; force?: boolean }) => {
      const { output: folder, force = false } = options;
      return run({ action: 'build', names, folder, force });
    });
}
