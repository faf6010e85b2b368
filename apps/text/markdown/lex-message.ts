// Turns text into marked's tokens: only the Markdown of messages, with a limited depth.
import { Lexer, Tokenizer, type Token, type Tokens } from "marked";

/** The depth of nested quotes and lists. Deeper ones are shown as they were typed. */
const maxDepth = 6;

class MessageTokenizer extends Tokenizer {
  #depth = 0;

  override blockquote(src: string): Tokens.Blockquote | undefined {
    return this.#nested(() => super.blockquote(src));
  }

  override list(src: string): Tokens.List | undefined {
    return this.#nested(() => super.list(src));
  }

  /** Both methods lex their content before they return, so the depth of calls is the depth of the text. */
  #nested<T>(lex: () => T | undefined): T | undefined {
    if (this.#depth >= maxDepth) return undefined;
    this.#depth += 1;
    try {
      return lex();
    } finally {
      this.#depth -= 1;
    }
  }

  // The following syntax is not part of a message and stays text. `undefined` means: no match, try the next tokenizer.
  override heading = (): undefined => undefined;
  override lheading = (): undefined => undefined;
  override hr = (): undefined => undefined;
  override html = (): undefined => undefined;
  override tag = (): undefined => undefined;
  override table = (): undefined => undefined;
  override def = (): undefined => undefined;
  override reflink = (): undefined => undefined;
  override code = (): undefined => undefined;
}

/** `breaks`: line breaks are kept as people typed them. */
export const lexMessage = (text: string): readonly Token[] =>
  new Lexer({ gfm: true, breaks: true, tokenizer: new MessageTokenizer() }).lex(text);
