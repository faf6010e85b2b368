// After a form was sent in vain: the focus goes to the field that is to be mended.
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Task } from "./use-task.ts";

/**
 * @param tries how often it was sent and came back
 * @param otherwise matches the field to go to where none is faulty by itself
 */
export function useFaultFocus(
  form: RefObject<HTMLElement | null>,
  tries: number,
  otherwise: string | null = null,
): void {
  useEffect(() => {
    if (tries === 0) return;
    const faulty = form.current?.querySelector<HTMLInputElement>('[aria-invalid="true"]');
    const other = otherwise === null ? null : form.current?.querySelector<HTMLInputElement>(otherwise);
    (faulty ?? other)?.focus();
  }, [tries]);
}

/** A form that a task sends, for a `FormDialog`. */
export function useFaultForm({ run }: Pick<Task<[]>, "run">) {
  const form = useRef<HTMLFormElement>(null);
  const [tries, setTries] = useState(0);
  useFaultFocus(form, tries);
  return { form, onSubmit: () => void run().then(() => setTries((times) => times + 1)) };
}
