// V8's inspector of one Worker and its actors: a call and its result.

export class Inspector {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (result: unknown) => void>();
  #called = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const { id, result } = JSON.parse(data as string) as { id?: number; result?: unknown };
      if (id === undefined) return;
      this.#waiting.get(id)?.(result);
      this.#waiting.delete(id);
    });
  }

  /** @throws Error when no such Worker runs behind this inspector */
  static async open(inspectorUrl: URL, worker: string): Promise<Inspector> {
    const response = await fetch(`http://${inspectorUrl.host}/json/list`);
    const targets = (await response.json()) as { id: string; webSocketDebuggerUrl: string }[];
    const target = targets.find(({ id }) => id === `core:user:${worker}`);
    if (target === undefined) throw new Error(`no Worker ${worker} behind the inspector`);
    const socket = new WebSocket(target.webSocketDebuggerUrl);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", reject);
    });
    return new Inspector(socket);
  }

  /** A method of the Chrome DevTools Protocol. */
  call(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const id = ++this.#called;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  close(): void {
    this.#socket.close();
  }
}
