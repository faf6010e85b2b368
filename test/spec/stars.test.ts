// Starred messages, on workerd: a list of one's own, on all devices, of what one sees.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { starredResultShape } from "../../schema/protocol/stars.ts";
import { sessionObject, textMessage } from "../support/actors.ts";
import { newUsername, openDirect, openLive, register } from "../support/people.ts";
import { callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

let alice: SessionResult;
let bob: SessionResult;
let talk: ConversationId;
beforeAll(async () => {
  [alice, bob] = [await register(newUsername("alice")), await register(newUsername("bob"))];
  talk = await openDirect(alice.accessToken, bob.user.id);
  const phone = await openLive(bob.accessToken);
  phone.send(...["one", "two", "three", "four"].map((text) => textMessage(talk, text)));
  for (let n = 1; n <= 4; n++) await phone.take("message-ack");
});

const call = (method: "PUT" | "DELETE", seq: number | string, who = alice, id = talk): Promise<HttpAnswer> =>
  callWorker({ method, path: `/api/conversations/${id}/messages/${seq}/star`, token: who.accessToken });

async function starred(query = "", { accessToken } = alice): Promise<{ readonly seqs: number[]; next: string | null }> {
  const { body } = await callWorker({ method: "GET", path: `/api/starred?${query}`, token: accessToken });
  const { items, next } = v.parse(starredResultShape, body);
  return { seqs: items.map(({ seq }) => seq), next };
}

describe("starred messages", () => {
  it("[MINE-11] are the user's own, the newest star first, on all devices at once, and after hibernation", async () => {
    const [phone, other] = [await openLive(alice.accessToken), await openLive(bob.accessToken)];
    for (const seq of [3, 1, 4, 3]) expect((await call("PUT", seq)).status).toBe(204);
    expect(await phone.take("star-changed")).toMatchObject({ conversationId: talk, seq: 3 });
    await phone.drain();
    // The second star of a message is none.
    expect(phone.all("star-changed").map(({ seq }) => seq)).toEqual([3, 1, 4]);
    await evictDurableObject(sessionObject(alice.user.id));
    expect(await starred()).toEqual({ seqs: [4, 1, 3], next: null });
    expect(await starred("", bob)).toEqual({ seqs: [], next: null });
    expect((await call("DELETE", 1)).status).toBe(204);
    expect((await call("DELETE", 1)).status).toBe(204);
    const laptop = await openLive(alice.accessToken);
    await call("DELETE", 4);
    expect(await laptop.take("star-changed")).toEqual({
      type: "star-changed",
      conversationId: talk,
      seq: 4,
      starredAt: null,
    });
    await other.drain();
    expect(other.all("star-changed")).toEqual([]);
    expect((await starred()).seqs).toEqual([3]);
  });

  it("[MINE-11] are listed by pages, each once", async () => {
    for (const seq of [1, 2, 4]) await call("PUT", seq);
    const first = await starred("limit=3");
    expect([first.seqs, typeof first.next]).toEqual([[4, 2, 1], "string"]);
    expect(await starred(`limit=3&cursor=${first.next ?? ""}`)).toEqual({ seqs: [3], next: null });
    expect(await starred("cursor=invented")).toEqual(await starred());
  });

  it("[MINE-12] are messages that the user sees: nothing else is starred", async () => {
    const stranger = await register(newUsername("eve"));
    for (const seq of ["0", "x", "99", "9007199254740993"])
      expect(codeOf(await call("PUT", seq))).toBe("MESSAGE_NOT_FOUND");
    expect(codeOf(await call("PUT", 1, stranger))).toBe("CONVERSATION_NOT_FOUND");
    expect((await starred("", stranger)).seqs).toEqual([]);
  });

  it("[MINE-12] are at most as many as there may be", async () => {
    await runInDurableObject(sessionObject(alice.user.id), (_session, { storage }) => {
      storage.sql.exec("DELETE FROM starred_message");
      for (let n = 1; n <= wireLimits.maxStars; n++)
        storage.sql.exec("INSERT INTO starred_message VALUES (?, ?, ?)", talk, 100 + n, n);
    });
    expect(codeOf(await call("PUT", 1))).toBe("TOO_MANY");
    await call("DELETE", 101);
    expect((await call("PUT", 1)).status).toBe(204);
    expect((await starred("limit=2")).seqs).toEqual([1, 100 + wireLimits.maxStars]);
  });
});
