// After a form was sent in vain: the focus goes to the field that is to be mended.
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

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
