// The sign-in, as a stranger sees it.
import { KlatchClient } from "@klatch/sdk";
import { Account } from "../../../model/account.ts";
import { SignIn } from "../../../sign-in/sign-in.tsx";
import { madeUpFetch, SilentSocket } from "../made-up/server.ts";

const runtime = { fetch: madeUpFetch, WebSocket: SilentSocket };
const stranger = new Account(() => new KlatchClient({ url: location.origin, runtime }));

export const SigningIn = () => <SignIn account={stranger} />;
