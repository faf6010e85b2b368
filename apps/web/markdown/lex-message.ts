// From text to marked's tokens: only the Markdown that messages have, nested no deeper than people nest it.
import { Lexer, Tokenizer, type Token, type Tokens } from "marked";

/** Quotes and lists in each other; what is deeper is shown as it was typed. */
const maxDepth = 6;

class MessageTokenizer extends Tokenizer {
  #depth = 0;

  override blockquote(src: string): Tokens.Blockquote | undefined {
    return this.#nested(() => super.blockquote(src));
  }

  override list(src: string): Tokens.List | undefined {
    return this.#nested(() => super.list(src));
  }

  /** Both lex what they hold before they return, so that the calls nest as the text does. */
  #nested<T>(lex: () => T | undefined): T | undefined {
    if (this.#depth >= maxDepth) return undefined;
    this.#depth += 1;
    try {
      return lex();
    } finally {
      this.#depth -= 1;
    }
  }

  // What follows is no part of a message: left alone, it is text. `undefined` says: not mine, ask the next.
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

/** Line breaks count, as people typed them. */
export const lexMessage = (text: string): readonly Token[] =>
  new Lexer({ gfm: true, breaks: true, tokenizer: new MessageTokenizer() }).lex(text);
