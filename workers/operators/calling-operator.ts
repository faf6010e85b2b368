// The operator who makes a request.
import type { OperatorRole } from "../../schema/protocol/http-operators.ts";

export interface CallingOperator {
  readonly name: string;
  readonly role: OperatorRole;
  /** Ms since 1970; null: the secret `ADMIN_TOKEN` does not expire. */
  readonly expiresAt: number | null;
}
