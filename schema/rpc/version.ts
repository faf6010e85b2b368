// Two versions of the code overlap at every deploy: each call between actors says which shape it speaks.

/** Raised when a call's meaning changes; additions keep it, and readers tolerate fields they do not know. */
export const rpcVersion = 1;
