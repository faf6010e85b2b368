// A group for a test, made over HTTP: Ada owns it, Bob is in it, Eve is not.
import { KlatchClient } from "../../../sdk/entry.ts";
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import { newCredentials } from "./talkers.ts";
import type { Credentials } from "./chat-page.ts";

export interface Person extends Credentials {
  readonly id: UserId;
  readonly client: KlatchClient;
}

export interface GroupPeople {
  readonly ada: Person;
  readonly bob: Person;
  readonly eve: Person;
  readonly groupId: ConversationId;
}

export async function newPerson(url: string, called: string, displayName?: string): Promise<Person> {
  const credentials = newCredentials(called);
  const client = new KlatchClient({ url });
  const { user } = await client.register({ ...credentials, ...(displayName !== undefined && { displayName }) });
  return { ...credentials, id: user.id, client };
}

/** `displayName`: what all three call themselves. */
export async function makeGroup(url: string, name: string, displayName?: string): Promise<GroupPeople> {
  const join = (called: string): Promise<Person> => newPerson(url, called, displayName);
  const [ada, bob, eve] = [await join("ada"), await join("bob"), await join("eve")];
  const { id } = await ada.client.groups.create({ name, memberIds: [bob.id] });
  return { ada, bob, eve, groupId: id };
}
