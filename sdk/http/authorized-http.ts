// HTTP calls of a signed-in user: with a valid access token, and once more with a new one after the server refused it.
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
    const accessToken = await this.#theirs(this.#tokens.accessToken(request.signal));
    try {
      return await this.#http.call(address, { ...request, accessToken });
    } catch (error) {
      if (!(error instanceof KlatchError) || !mayEndSession(error)) throw error;
      const renewed = await this.#theirs(this.#tokens.renew(accessToken, request.signal));
      return this.#http.call(address, { ...request, accessToken: renewed });
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
