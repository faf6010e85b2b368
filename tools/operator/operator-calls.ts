// HTTP calls of operators to a server, local or deployed, with an operator's token or its secret ADMIN_TOKEN.

/** The server answered with a refusal. */
export class ServerRefused extends Error {
  override readonly name = "ServerRefused";
}

export class OperatorCalls {
  readonly #server: string;
  readonly #token: string;

  constructor(server: string, token: string) {
    this.#server = server;
    this.#token = token;
  }

  /**
   * Resolves with the answer, which may be a 404.
   *
   * @param path after `/api/admin/`
   * @param body sent as JSON
   * @throws ServerRefused with the code of any other refusal; Error when the server does not answer
   */
  async call(method: string, path: string, body?: object): Promise<Response> {
    const headers = {
      authorization: `Bearer ${this.#token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const said = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(new URL(`/api/admin/${path}`, this.#server), { method, headers, ...said }).catch(
      (cause: unknown) => {
        throw new Error(`${this.#server} does not answer`, { cause });
      },
    );
    if (response.ok || response.status === 404) return response;
    const problem = (await response.json().catch(() => ({}))) as { code?: string; pointer?: string };
    const { code = "no code", pointer } = problem;
    throw new ServerRefused(
      `the server answers ${response.status} ${code}${pointer === undefined ? "" : ` at ${pointer}`}`,
    );
  }
}
