import { Document } from 'yaml';

/** Data as a YAML 1.2 document with comment lines at its head. The comments must be safe text. */
export function yamlText(value: unknown, comments: readonly string[]): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  document.commentBefore = comments.map((line) => ` ${line}`).join('\n');
  return document.toString({ lineWidth: 0 });
}
