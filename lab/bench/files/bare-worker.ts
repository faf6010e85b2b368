// The yardstick of files: a Worker that streams a body into R2 and out of it, and does nothing else. Runs without a bundler, so it
// imports nothing.

interface BareEnv {
  readonly BUCKET: R2Bucket;
}

export default {
  async fetch(request: Request, env: BareEnv): Promise<Response> {
    const key = new URL(request.url).pathname;
    if (request.method === "PUT") {
      await env.BUCKET.put(key, request.body);
      return new Response(null, { status: 204 });
    }
    const object = await env.BUCKET.get(key);
    return object === null ? new Response(null, { status: 404 }) : new Response(object.body);
  },
};
