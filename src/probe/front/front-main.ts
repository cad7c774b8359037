import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import type { BlockPlan, BlockResult } from '../../load/load-block.ts';
import { createAlarm } from './alarm.ts';
import { FRONT_PROTOCOL_VERSION, type FrontReply, type FrontRequest } from './front-protocol.ts';
import { acceptInstance } from './instance-connection.ts';
import { offerLoad } from './offer-load.ts';
import { createRooms } from './rooms.ts';

/**
 * The front: a process that offers loads to instances and batches the requests, commanded over IPC, one block at a time.
 * Nothing else happens in it, so that neither a screen being drawn nor a search being thought about makes a request late. It
 * ends when its parent does; Ctrl-C in the terminal is the parent's business.
 */
async function serve(path: string, send: (reply: FrontReply) => void): Promise<void> {
  const endWithParent = (): void => {
    removeFolderOf(path);
    process.exit(0);
  };
  process.on('disconnect', endWithParent);
  // The parent may have ended while this process was starting.
  if (!process.connected) endWithParent();
  process.on('SIGINT', () => undefined);
  const rooms = createRooms();
  let wake: () => void = () => undefined;
  const alarm = await createAlarm(() => wake());
  /** How to give the block at hand up. */
  let giveUp: { readonly room: string; readonly reject: (error: Error) => void } | null = null;

  const play = async (room: string, plan: BlockPlan): Promise<BlockResult> => {
    if (giveUp !== null) throw new Error('another block is being played');
    try {
      return await new Promise<BlockResult>((resolve, reject) => {
        giveUp = { room, reject };
        const begin = async (): Promise<void> => {
          const connections = await rooms.gather(room, plan.limits.instances);
          wake = offerLoad(plan, connections, alarm, {
            onDone: resolve,
            onLost: (i) => reject(new Error(`instance ${i} hung up in the middle of a block`)),
          });
        };
        begin().catch(reject);
      });
    } finally {
      giveUp = null;
      wake = () => undefined;
      alarm.set(Infinity);
      rooms.close(room);
    }
  };

  process.on('message', (request: FrontRequest) => {
    const { room } = request;
    if (request.type === 'abandon') {
      rooms.close(room);
      if (giveUp?.room === room) giveUp.reject(new Error('the block was given up'));
      return;
    }
    play(room, request.plan).then(
      (result) => send({ type: 'played', room, result }),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        send({ type: 'refused', room, message });
      },
    );
  });
  const server = createServer((socket) => {
    acceptInstance(socket, ({ room }, connection) => rooms.enter(room, connection));
  });
  server.listen(path, () => send({ type: 'hello', protocol: FRONT_PROTOCOL_VERSION }));
}

/** The folder was made for the socket alone; a named pipe of Windows has none. */
function removeFolderOf(path: string): void {
  if (process.platform !== 'win32') rmSync(dirname(path), { recursive: true, force: true });
}

const [, , path] = process.argv;
if (process.send === undefined || path === undefined) {
  process.stderr.write('this file is the front of tune and is started by it\n');
  process.exitCode = 70;
} else {
  await serve(path, (reply) => process.send?.(reply));
}
