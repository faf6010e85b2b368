// What an app hears of a suspension, of closed registration, and of invitations.
import { describe, expect, it } from "vitest";
import { FakeWorld, problem } from "../support/sdk-fakes.ts";

const account = { username: "me", password: "password" };
const suspended = { status: 403, body: problem(403, "SUSPENDED") };

describe("a suspended account", () => {
  it("[WEB-68] is signed out by any call that is refused so", async () => {
    const world = new FakeWorld();
    world.answer = () => suspended;
    const client = world.client();
    await client.restore();
    const codes: string[] = [];
    client.on("signed-out", ({ code }) => codes.push(code));
    await expect(client.devices()).rejects.toMatchObject({ code: "SUSPENDED", class: "fatal" });
    expect([codes, client.session, world.saved.at(-1)]).toEqual([["SUSPENDED"], null, null]);
  });

  it("[WEB-68] stays signed in when only its group is refused", async () => {
    const world = new FakeWorld();
    world.answer = () => ({ status: 403, body: problem(403, "FORBIDDEN") });
    const client = world.client();
    await client.restore();
    await expect(client.devices()).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(client.session).not.toBeNull();
  });
});

it("[WEB-66] says who may make an account, and sends the invitation with the registration only", async () => {
  const world = new FakeWorld();
  world.answer = ({ path }) =>
    path === "/api/auth/registration"
      ? { status: 200, body: { mode: "invitation" } }
      : { status: 403, body: problem(403, "INVITATION_INVALID") };
  const client = world.client();
  await expect(client.registration()).resolves.toBe("invitation");
  expect(world.calls.at(-1)?.accessToken).toBeNull();
  await expect(client.register({ ...account, invitation: "abc" })).rejects.toMatchObject({
    code: "INVITATION_INVALID",
  });
  expect(world.calls.at(-1)?.body).toEqual({ ...account, invitation: "abc" });
});
