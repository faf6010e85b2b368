// Who takes part: one attacker with what a person may have, and pairs of people who have nothing to do with them.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import { eachInParallel } from "../../../durable-objects/runtime/in-parallel.ts";
import { ApiClient } from "../../kit/api-client.ts";
import { newUsername, password, type Pair, type Person } from "../../kit/people.ts";
import { Random } from "../../kit/random.ts";

/** The header that says a client's address behind Cloudflare's proxy; without a proxy the client's own passes. */
const addressHeader = "cf-connecting-ip";

/** Which networks a bench's clients are in; none comes twice. */
export class Networks {
  #made = 0;

  /** The headers of a client in a network of its own. */
  next(): Readonly<Record<string, string>> {
    this.#made += 1;
    return { [addressHeader]: `10.${(this.#made >> 8) & 255}.${this.#made & 255}.1` };
  }
}

export interface HostileWorld {
  readonly server: string;
  readonly networks: Networks;
  readonly attacker: Person;
  /** The headers of the attacker's calls: one network. */
  readonly from: Readonly<Record<string, string>>;
  /** Another account of the same person. */
  readonly accomplice: Person;
  /** A third account, for sign-ins only: each takes the place of a device of it. */
  readonly signingIn: Person;
  /** Between the first two. */
  readonly conversationId: ConversationId;
  /** The attacker's own, joined by password. */
  readonly groupId: ConversationId;
  readonly pairs: readonly Pair[];
  readonly random: Random;
}

const maxSigningUp = 4;

export async function makeHostileWorld(server: string, pairs: number): Promise<HostileWorld> {
  const networks = new Networks();
  const signUp = async (): Promise<Person> => {
    const username = newUsername("person");
    const { user, accessToken } = await new ApiClient(server, networks.next()).register({ username, password });
    return { userId: user.id, username, accessToken };
  };
  const from = networks.next();
  const api = new ApiClient(server, from);
  const [attacker, accomplice, signingIn] = [await signUp(), await signUp(), await signUp()];
  const conversationId = await api.openDirect(attacker.accessToken, accomplice.userId);
  const { conversation } = await api.createGroup(attacker.accessToken, { name: "A trap", memberIds: [] });
  const neighbours: Pair[] = [];
  await eachInParallel(Array.from({ length: pairs }), maxSigningUp, async () => {
    const [sender, receiver] = [await signUp(), await signUp()];
    neighbours.push({ sender, receiver, conversationId: await api.openDirect(sender.accessToken, receiver.userId) });
  });
  return {
    server,
    networks,
    attacker,
    from,
    accomplice,
    signingIn,
    conversationId,
    groupId: conversation.id,
    pairs: neighbours,
    random: new Random("hostile"),
  };
}
