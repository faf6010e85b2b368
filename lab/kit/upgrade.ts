// An upgrade to a WebSocket (RFC 6455) over plain TCP, for clients that do what no library does.
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

export interface UpgradeOptions {
  readonly port: number;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const upgradeRequest = ({ port, path, headers }: UpgradeOptions): string =>
  [
    `GET ${path} HTTP/1.1`,
    `Host: localhost:${port}`,
    ...Object.entries({
      Upgrade: "websocket",
      Connection: "Upgrade",
      "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
      "Sec-WebSocket-Version": "13",
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`),
    "\r\n",
  ].join("\r\n");

/**
 * @param onOpen called at once, so that nothing after the answer is lost; `rest`: the bytes that came with it
 * @throws Error when the server refuses the upgrade
 */
export function openUpgraded<T>(options: UpgradeOptions, onOpen: (socket: Socket, rest: Buffer) => T): Promise<T> {
  const socket = connect({ port: options.port, host: "127.0.0.1", noDelay: true });
  socket.write(upgradeRequest(options));
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0);
    const refuse = (reason: string): void => {
      socket.destroy();
      reject(new Error(`no upgrade: ${reason}`));
    };
    const onEnd = (): void => refuse("the connection ended");
    const onData = (chunk: Buffer): void => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) return;
      socket.off("data", onData).off("close", onEnd);
      const status = head.subarray(0, head.indexOf("\r\n")).toString();
      if (status.includes(" 101 ")) resolve(onOpen(socket, head.subarray(end + 4)));
      else refuse(status);
    };
    // `close` follows each error and is handled.
    socket.on("error", () => {});
    socket.on("data", onData).on("close", onEnd);
  });
}
