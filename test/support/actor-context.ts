// What an actor keeps from others: a spy on its class sees it, but not its context.

/** `ctx` is protected. @param actor of any class */
export const contextOf = (actor: Rpc.DurableObjectBranded): DurableObjectState =>
  Reflect.get(actor, "ctx") as DurableObjectState;
