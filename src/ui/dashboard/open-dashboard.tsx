import { render } from 'ink';
import type { ReactElement } from 'react';
import type { Configuration } from '../../space/configuration.ts';
import type { Progress } from '../progress-stream.ts';
import { DashboardApp } from './dashboard-app.tsx';
import type { DashboardState } from './dashboard-state.ts';
import { createDashboardStore, type StoreOptions } from './dashboard-store.ts';
import type { Effect } from './effect-of.ts';
import { createFramePainter } from './frame-painter.ts';
import { inkCanvas } from './ink-canvas.ts';
import { lookOf } from './look.ts';
import { createRedrawPacer } from './redraw-pacer.ts';
import { screenOf } from './screen-view.ts';
import { enterAlternateScreen, type Keyboard, type TerminalStream } from './terminal.ts';

export interface DashboardOptions extends StoreOptions {
  readonly stream: TerminalStream;
  /** null where keys cannot be read. */
  readonly keyboard: Keyboard | null;
  readonly colour: boolean;
  readonly unicode: boolean;
  /** Steers the study or writes a file; what came of it, for people, or null. */
  readonly act: (
    effect: Exclude<Effect, { readonly type: 'copy' }>,
    state: DashboardState,
  ) => string | null;
  /** The text that copying a configuration hands on. */
  readonly copyText: (configuration: Configuration) => string;
}

/** A dashboard on a terminal. */
export interface Dashboard extends Progress {
  /** Whether there are keys to quit with. */
  readonly canQuit: boolean;
  /** Resolves when the person asks to quit, or when aborted. */
  untilQuit(signal: AbortSignal): Promise<void>;
}

/** Opens the dashboard on the second screen of a terminal. Closing it leaves the terminal as it was. */
export function openDashboard(options: DashboardOptions): Dashboard {
  const { stream, keyboard, clock } = options;
  const look = lookOf(options);
  const store = createDashboardStore(options);
  let quit = (): void => {};
  const quitting = new Promise<void>((resolve) => {
    quit = resolve;
  });
  const screen = enterAlternateScreen(stream, keyboard, () => {
    pacer.close();
    stream.off?.('resize', onResize);
    ink.unmount();
  });
  const painter = createFramePainter((text) => stream.write(text));
  const app = (): ReactElement => (
    <DashboardApp
      bands={screenOf(store.state(), store.nowS(), screen.size(), look)}
      colour={look.colour}
      onKey={keyboard === null ? null : onKey}
    />
  );
  // Painted before it returns: the pacer sees what it costs, and it is over before the next slice begins.
  const draw = (): void => ink.rerender(app());
  const pacer = createRedrawPacer(draw, clock);
  const onKey = (key: string): void => {
    const effect = store.key(key);
    if (effect?.type === 'copy') screen.copy(options.copyText(effect.configuration));
    else if (effect !== null) {
      const notice = options.act(effect, store.state());
      if (notice !== null) store.notify(notice);
      if (effect.type === 'quit') quit();
    }
    pacer.now();
  };
  const ink = render(app(), {
    stdout: inkCanvas(() => screen.size().columns, painter.paint),
    // Every frame as a whole, without Ink's own way of replacing the one before.
    debug: true,
    ...(keyboard === null ? {} : { stdin: keyboard }),
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: false,
  });
  const onResize = (): void => {
    screen.clear();
    painter.forget();
    draw();
  };
  stream.on?.('resize', onResize);
  return {
    event: (event) => {
      if (!screen.isOpen()) return;
      store.event(event);
      if (event.type === 'round-finished') pacer.betweenSlices();
      else pacer.soon();
    },
    close: screen.leave,
    canQuit: keyboard !== null,
    untilQuit: (signal) => {
      signal.addEventListener('abort', quit, { once: true });
      return quitting;
    },
  };
}
