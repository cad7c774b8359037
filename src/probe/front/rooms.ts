import type { InstanceConnection } from './instance-connection.ts';

/** Where the instances of a group meet before their block. */
export interface Rooms {
  enter(room: string, connection: InstanceConnection): void;
  /** The connections of instances 0 to `count` - 1, once all are there; rejects once the room is closed. */
  gather(room: string, count: number): Promise<readonly InstanceConnection[]>;
  /** Disconnects all in it, and those who come later. */
  close(room: string): void;
}

interface Room {
  readonly seats: Map<number, InstanceConnection>;
  readonly changed: Set<() => void>;
}

/** Names of closed rooms that are remembered: latecomers are a matter of milliseconds. */
const REMEMBERED = 100;

export function createRooms(): Rooms {
  const rooms = new Map<string, Room>();
  const closed = new Set<string>();
  const roomOf = (name: string): Room => {
    const room = rooms.get(name) ?? { seats: new Map(), changed: new Set() };
    rooms.set(name, room);
    return room;
  };
  return {
    enter: (name, connection) => {
      if (closed.has(name)) {
        connection.close();
        return;
      }
      const { seats, changed } = roomOf(name);
      seats.get(connection.instance)?.close();
      seats.set(connection.instance, connection);
      for (const tell of changed) tell();
    },
    gather: (name, count) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (closed.has(name)) {
            reject(new Error('the block was given up'));
            return;
          }
          const { seats, changed } = roomOf(name);
          const there = Array.from({ length: count }, (_, i) => seats.get(i));
          if (!there.every((c) => c !== undefined)) return;
          changed.delete(look);
          resolve(there);
        };
        if (!closed.has(name)) roomOf(name).changed.add(look);
        look();
      }),
    close: (name) => {
      closed.add(name);
      for (const oldest of closed) {
        if (closed.size <= REMEMBERED) break;
        closed.delete(oldest);
      }
      const room = rooms.get(name);
      rooms.delete(name);
      for (const connection of room?.seats.values() ?? []) connection.close();
      for (const tell of room?.changed ?? []) tell();
    },
  };
}
