// The error of an invalid typed line. It is caught where lines are executed, and shown to the person.

export class ChatMistake extends Error {
  override readonly name = "ChatMistake";
}
