/** A request that has begun to write to R2, or to read from it, has ended by then. */
export const lateWriteMs = 900_000;
