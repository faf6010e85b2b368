// Whether a refusal says that the token is nobody's, or no longer. Pure.
import { KlatchError } from "@klatch/sdk";

export const isNobodys = (error: unknown): boolean =>
  error instanceof KlatchError && (error.code === "NOT_AUTHENTICATED" || error.code === "TOKEN_EXPIRED");
