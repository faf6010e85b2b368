// Checks sign-ins: what a socket gets ends with its authorisation and its sign-in, and no sign-in ends by itself.
//
// Compares what the server wrote down, `createdAt`, with the ends: one machine has one clock, and how long the network
// took does not matter.
import type { DeviceId, UserId } from "../../../schema/protocol/ids.ts";
import type { HistoryRecord, SocketNumber } from "../history/record.ts";
import type { Facts } from "./facts.ts";
import { recordLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

type RecordOf<Kind extends HistoryRecord["kind"]> = HistoryRecord & { readonly kind: Kind };
type SignIn = RecordOf<"signed-in">;
type Ended = RecordOf<"ended">;

interface Endings {
  readonly signIns: ReadonlyMap<string, SignIn>;
  readonly byUser: ReadonlyMap<UserId, readonly Ended[]>;
  readonly signInsOf: ReadonlyMap<DeviceId, readonly SignIn[]>;
}

export function checkSignIns({ history }: Facts, verdict: Verdict): void {
  const { records } = history;
  const signIns = records.filter((record) => record.kind === "signed-in");
  const endings: Endings = {
    signIns: new Map(signIns.map((record) => [record.family, record])),
    byUser: Map.groupBy(
      records.filter((record) => record.kind === "ended"),
      ({ user }) => user,
    ),
    signInsOf: Map.groupBy(signIns, ({ deviceId }) => deviceId),
  };
  const endOf = new Map(signIns.map(({ family }) => [family, certainEnd(family, endings)]));
  const authorised = new Map<SocketNumber, RecordOf<"authorised">>();
  const answered = new Set(
    records.flatMap((one) => (one.kind === "ack" || one.kind === "refused" ? [one.clientMsgId] : [])),
  );
  for (const record of records) {
    if (record.kind === "authorised") {
      const before = authorised.get(record.socket);
      if (before === undefined || before.until < record.until) authorised.set(record.socket, record);
    } else if (record.kind === "event") checkEvent(record, authorised.get(record.socket), endOf, verdict);
    else if (record.kind === "signed-out") {
      checkReason(record, endings, verdict);
      checkGivenBack(record, answered, verdict);
    }
  }
}

function checkEvent(
  record: RecordOf<"event">,
  by: RecordOf<"authorised"> | undefined,
  endOf: ReadonlyMap<string, Ended | SignIn | null>,
  verdict: Verdict,
): void {
  if (by === undefined) return;
  const { createdAt } = record.event;
  verdict.checked("SOCKET-20");
  if (createdAt > by.until)
    verdict.violated("SOCKET-20", `socket ${record.socket} got what was written after its authorisation`, () => [
      recordLine(by),
      recordLine(record),
    ]);
  verdict.checked("DEVICE-11");
  const end = endOf.get(by.family) ?? null;
  if (end !== null && createdAt > end.at)
    verdict.violated("DEVICE-11", `socket ${record.socket} got what was written after its sign-in ended`, () => [
      recordLine(end),
      recordLine(record),
    ]);
}

/** The first record after which this family has certainly ended; null: none. */
function certainEnd(family: string, { signIns, byUser, signInsOf }: Endings): Ended | SignIn | null {
  const begun = signIns.get(family);
  if (begun === undefined) return null;
  const { user, deviceId } = begun;
  const ends = [
    ...(byUser.get(user) ?? []).filter((one) => one.done && mayEnd(one, begun)),
    ...(signInsOf.get(deviceId) ?? []).filter((one) => one.family !== family),
  ].filter(({ asked }) => asked > begun.at);
  return ends.toSorted((a, b) => a.at - b.at)[0] ?? null;
}

const mayEnd = ({ deviceId, spares }: Ended, begun: SignIn): boolean =>
  (deviceId === null || deviceId === begun.deviceId) && spares !== begun.family;

/** Somebody must have asked for it: lost answers, late ones and crashes sign nobody out. */
function checkReason(told: RecordOf<"signed-out">, { signIns, byUser, signInsOf }: Endings, verdict: Verdict): void {
  const begun = signIns.get(told.family);
  if (begun === undefined) return;
  verdict.checked("AUTH-21");
  const reasons = [
    ...(byUser.get(begun.user) ?? []).filter((one) => mayEnd(one, begun)),
    ...(signInsOf.get(begun.deviceId) ?? []).filter((one) => one.family !== told.family),
  ];
  // A call under way at the sign-in may have been carried out after it.
  if (!reasons.some(({ asked, at }) => asked <= told.at && at >= begun.asked))
    verdict.violated("AUTH-21", `${told.device} was signed out, and nobody had asked for it`, () => [
      recordLine(begun),
      recordLine(told),
    ]);
}

function checkGivenBack(told: RecordOf<"signed-out">, answered: ReadonlySet<string>, verdict: Verdict): void {
  const { pending, givenBack } = told;
  if (givenBack === null) return;
  verdict.checked("SDK-66");
  const lost = pending.filter((id) => !givenBack.includes(id) && !answered.has(id));
  if (lost.length > 0)
    verdict.violated("SDK-66", `${told.device} lost ${lost.length} unsent messages with its sign-in`, () => [
      recordLine(told),
    ]);
}
