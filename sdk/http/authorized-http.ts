// HTTP calls of the signed-in device: with a valid access token, and once more with a new one after the server refused it.
import type { Address, HttpAnswer, HttpClient, HttpRequest } from "./http-client.ts";
import { KlatchError } from "../client/klatch-error.ts";
import type { TokenKeeper } from "./token-keeper.ts";

export class AuthorizedHttp {
  readonly #http: HttpClient;
  readonly #tokens: TokenKeeper;

  constructor(http: HttpClient, tokens: TokenKeeper) {
    this.#http = http;
    this.#tokens = tokens;
  }

  /**
   * @throws KlatchError with the server's code; `UNAVAILABLE` if there was no answer
   * @throws the signal's reason, if it aborts
   */
  async call<A extends Address>(address: A, request: HttpRequest<A>): Promise<HttpAnswer<A>> {
    const accessToken = await this.#tokens.accessToken(request.signal);
    try {
      return await this.#http.call(address, { ...request, accessToken });
    } catch (error) {
      if (!(error instanceof KlatchError) || !mayEndSession(error)) throw error;
      const renewed = await this.#tokens.renew(accessToken, request.signal);
      return this.#http.call(address, { ...request, accessToken: renewed });
    }
  }
}

/** A suspended account is refused new tokens too, which ends the session here. */
const mayEndSession = ({ status, code }: KlatchError): boolean => status === 401 || code === "SUSPENDED";
