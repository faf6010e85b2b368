// What a handler of jobs goes on with once the queue has heard that they are done (the flag `queue_consumer_no_wait_for_wait_until`).

/** Keeps the invocation alive for it, for half a minute at most. Nobody hears whether it has failed. */
export type AfterAck = (work: () => Promise<void>) => void;
