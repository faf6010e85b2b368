// What was typed makes no sense: caught where lines are carried out, and told the person.

export class ChatMistake extends Error {
  override readonly name = "ChatMistake";
}
