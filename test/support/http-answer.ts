// Answers over HTTP, as tests look at them.
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined when the body was empty. */
  readonly body: unknown;
}

export async function answerOf(response: Response): Promise<HttpAnswer> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? undefined : (JSON.parse(text) as unknown),
  };
}

/** The code of a problem document, or null for any other body. */
export function codeOf(answer: HttpAnswer): string | null {
  const { body } = answer;
  return typeof body === "object" && body !== null && "code" in body && typeof body.code === "string"
    ? body.code
    : null;
}
