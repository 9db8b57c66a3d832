import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '../testkit/free-port.ts';

/** The way to a server of this machine, which can be cut and mended. */
export interface Wire {
  readonly port: number;
  /** Breaks every connection and takes no more, as a server does that is stopped. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** Lays a wire to a port of this machine. */
export async function layWire(to: number): Promise<Wire> {
  const port = await freePort();
  const ends = new Set<Socket>();
  let server: Server | undefined;
  const keep = (end: Socket, other: Socket) => {
    ends.add(end);
    end.on('error', () => undefined);
    end.on('close', () => {
      ends.delete(end);
      other.destroy();
    });
  };
  const wire: Wire = {
    port,
    cut: async () => {
      const gone = new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
      for (const end of ends) end.destroy();
      await gone;
      server = undefined;
    },
    mend: async () => {
      const mended = createServer((near) => {
        const far = connect(to, '127.0.0.1');
        keep(near, far);
        keep(far, near);
        near.pipe(far).pipe(near);
      });
      server = mended;
      await new Promise<void>((resolve) => mended.listen(port, '127.0.0.1', resolve));
    },
  };
  await wire.mend();
  return wire;
}
