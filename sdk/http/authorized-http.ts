// HTTP calls of a signed-in user: with a valid access token, and once more with a new one after the server refused it.
import type { HttpResponse } from "../client/runtime.ts";
import type { Address, HttpAnswer, HttpClient, HttpRequest } from "./http-client.ts";
import { closedError, KlatchError } from "../client/klatch-error.ts";
import type { TokenKeeper } from "./token-keeper.ts";

export class AuthorizedHttp {
  readonly #http: HttpClient;
  readonly #tokens: TokenKeeper;
  readonly #isTheirs: () => boolean;

  /** @param isTheirs whether the tokens are still those of the user who calls */
  constructor(http: HttpClient, tokens: TokenKeeper, isTheirs: () => boolean) {
    this.#http = http;
    this.#tokens = tokens;
    this.#isTheirs = isTheirs;
  }

  /**
   * @throws KlatchError with the server's code; `UNAVAILABLE` if there was no answer;
   * `NOT_AUTHENTICATED` if the user is out: what one user asked is never asked as another one
   * @throws the signal's reason, if it aborts
   */
  async call<A extends Address>(address: A, request: HttpRequest<A>): Promise<HttpAnswer<A>> {
    return this.#withToken(request.signal, (accessToken) => this.#http.call(address, { ...request, accessToken }));
  }

  /** The same, for answers whose body the caller reads. @throws also whatever `fetch` throws */
  async open<A extends Address>(address: A, request: HttpRequest<A>, signal: AbortSignal): Promise<HttpResponse> {
    return this.#withToken(signal, (accessToken) => this.#http.open(address, { ...request, accessToken }, signal));
  }

  async #withToken<T>(signal: AbortSignal | undefined, call: (accessToken: string) => Promise<T>): Promise<T> {
    const accessToken = await this.#theirs(this.#tokens.accessToken(signal));
    try {
      return await call(accessToken);
    } catch (error) {
      if (!(error instanceof KlatchError) || !mayEndSession(error)) throw error;
      return call(await this.#theirs(this.#tokens.renew(accessToken, signal)));
    }
  }

  async #theirs(token: Promise<string>): Promise<string> {
    const accessToken = await token;
    if (!this.#isTheirs()) throw closedError("NOT_AUTHENTICATED");
    return accessToken;
  }
}

/** A suspended account is refused new tokens too, which ends the session here. */
const mayEndSession = ({ status, code }: KlatchError): boolean => status === 401 || code === "SUSPENDED";
