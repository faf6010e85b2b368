// The calls of one operator, with the requests and answers of the declared routes.
import type { OperatorCalls } from "../../../schema/protocol/routes/calls.ts";
import { callAdmin, type AdminRequest } from "./admin-http.ts";
import { isNobodys } from "./nobodys.ts";

export type { ActName } from "../../../schema/operators/act-names.ts";

type Address = keyof OperatorCalls;
type Request<A extends Address> = OperatorCalls[A]["request"];
type Answer<A extends Address> = OperatorCalls[A]["answer"];

export type CallingOperator = Answer<"GET /api/admin/me">;
export type OperatorRole = CallingOperator["role"];
export type ListedOperator = Answer<"GET /api/admin/operators">["items"][number];
export type Account = Answer<"GET /api/admin/users/:userId">;
export type Suspension = NonNullable<Account["suspension"]>;
export type SignedInDevice = Account["devices"][number];
export type SuspendedUser = Answer<"GET /api/admin/suspensions">["items"][number];
export type RegistrationMode = Answer<"GET /api/admin/registration">["mode"];
export type Invitation = Answer<"GET /api/admin/invitations">["items"][number];
export type InvitationBody = Request<"POST /api/admin/invitations">["body"];
export type OperatorBody = Request<"POST /api/admin/operators">["body"];
export type DeadLetter = Answer<"GET /api/admin/dead-letters">["items"][number];
export type AuditRecord = Answer<"GET /api/admin/audit">["items"][number];

export class AdminCalls {
  readonly #token: string;
  readonly #fetch: typeof fetch;
  readonly #onRefused: () => void;

  /** @param onRefused the token is nobody's, or no longer */
  constructor(token: string, fetcher: typeof fetch, onRefused: () => void) {
    this.#token = token;
    this.#fetch = fetcher;
    this.#onRefused = onRefused;
  }

  /** @throws KlatchError with the server's code; `UNAVAILABLE` if there was no answer within 30 seconds */
  async call<A extends Address>(address: A, request: Request<A>): Promise<Answer<A>> {
    const said: AdminRequest = request;
    try {
      return (await callAdmin(this.#token, address, said, this.#fetch)) as Answer<A>;
    } catch (error) {
      if (isNobodys(error)) this.#onRefused();
      throw error;
    }
  }
}
