// Tells the user's devices that what they have to do with somebody has changed.
import { friendsFeature } from "../../../schema/protocol/features.ts";
import type { PeopleChangedFrame, Person } from "../../../schema/protocol/people.ts";
import type { Socket } from "../../sockets/socket.ts";

/** A device that knows nothing of people is not told. */
export function announcePerson(listeners: readonly Socket[], person: Person): void {
  const told = listeners.filter((socket) => socket.features.includes(friendsFeature));
  if (told.length === 0) return;
  const frame: PeopleChangedFrame = {
    type: "people-changed",
    peopleVersion: person.peopleVersion,
    people: [person],
  };
  const text = JSON.stringify(frame);
  for (const socket of told) socket.sendText(text);
}
