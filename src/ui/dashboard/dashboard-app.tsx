import { useInput } from 'ink';
import type { ReactElement } from 'react';
import { keyNames } from './key-names.ts';
import { Screen } from './screen.tsx';
import type { Band } from './screen-view.ts';

function Keyboard({ onKey }: { readonly onKey: (key: string) => void }): null {
  useInput((input, key) => {
    for (const name of keyNames(input, key)) onKey(name);
  });
  return null;
}

/** The dashboard: a frame to paint, and where keys go; null where there is no keyboard. It keeps no state of its own. */
export function DashboardApp({
  bands,
  colour,
  onKey,
}: {
  readonly bands: readonly Band[];
  readonly colour: boolean;
  readonly onKey: ((key: string) => void) | null;
}): ReactElement {
  return (
    <>
      <Screen bands={bands} colour={colour} />
      {onKey === null ? null : <Keyboard onKey={onKey} />}
    </>
  );
}
