// Moves the focus to a row of a virtual list that has been scrolled to.

/** A list that is slower than this leaves the focus where it is. */
const maxFrames = 20;

/**
 * A row is not there before the list has drawn it, and hidden, so that it takes no focus, until its height is known.
 *
 * @param find null: it is not there yet
 */
export function focusWhenShown(find: () => HTMLElement | null): void {
  let frames = 0;
  const attempt = (): void => {
    const row = find();
    row?.focus({ preventScroll: true });
    if ((row === null || document.activeElement !== row) && ++frames < maxFrames) requestAnimationFrame(attempt);
  };
  requestAnimationFrame(attempt);
}
