// The people of a benchmark, made as an app makes them: over HTTP, with the password check and tokens of production.

export interface Person {
  readonly userId: string;
  readonly accessToken: string;
}

export interface Pair {
  readonly sender: Person;
  readonly receiver: Person;
  readonly conversationId: string;
}

let made = 0;

/** @throws Error with the answer when it is not the expected one */
async function post(url: string, body: unknown, token?: string): Promise<unknown> {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...authorization },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`POST ${new URL(url).pathname}: ${response.status} ${text}`);
  return JSON.parse(text);
}

async function makePerson(server: string): Promise<Person> {
  made += 1;
  const account = { username: `bench_${process.pid}_${made}`, password: "correct horse battery" };
  const { user, accessToken } = (await post(`${server}/api/auth/register`, account)) as {
    user: { id: string };
    accessToken: string;
  };
  return { userId: user.id, accessToken };
}

export async function makePair(server: string): Promise<Pair> {
  const [sender, receiver] = await Promise.all([makePerson(server), makePerson(server)]);
  const opening = { kind: "direct", userId: receiver.userId };
  const opened = await post(`${server}/api/conversations`, opening, sender.accessToken);
  const { conversation } = opened as { conversation: { id: string } };
  return { sender, receiver, conversationId: conversation.id };
}

/** Some at a time: as many as sign up at once is not what is measured. */
export async function makePairs(server: string, count: number): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  while (pairs.length < count) {
    const next = Array.from({ length: Math.min(10, count - pairs.length) }, () => makePair(server));
    pairs.push(...(await Promise.all(next)));
  }
  return pairs;
}
