// V8's inspector of one Worker and its actors, as calls with results.

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface ContextCreated {
  readonly method?: string;
  readonly params?: { readonly context: { readonly uniqueId: string } };
}

interface Evaluated {
  readonly result: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly text: string };
}

export class Inspector {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  #called = 0;
  #contextId = "";

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const message = JSON.parse(data as string) as Answer & ContextCreated;
      if (message.method === "Runtime.executionContextCreated")
        this.#contextId = message.params?.context.uniqueId ?? "";
      if (message.id === undefined) return;
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error === undefined) waiting?.resolve(message.result);
      else waiting?.reject(new Error(message.error.message));
    });
  }

  /** @throws Error when the inspector knows no such Worker */
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

  /**
   * Calls a method of the Chrome DevTools Protocol.
   * @throws Error with the inspector's message
   */
  call(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const id = ++this.#called;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /**
   * The value of an expression in the Worker's global scope, converted to JSON.
   * @throws Error when the expression throws
   */
  async evaluate(expression: string): Promise<unknown> {
    // workerd has no default context: the inspector sends the Worker's id when the domain is enabled.
    if (this.#contextId === "") await this.call("Runtime.enable");
    const params = { expression, uniqueContextId: this.#contextId, returnByValue: true };
    const { result, exceptionDetails } = (await this.call("Runtime.evaluate", params)) as Evaluated;
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text);
    return result.value;
  }

  close(): void {
    this.#socket.close();
  }
}
