// How blocks are compressed.

export const gzip = (text: string): Promise<ArrayBuffer> =>
  new Response(new Response(text).body?.pipeThrough(new CompressionStream("gzip"))).arrayBuffer();

export const gunzip = (bytes: ArrayBuffer): Promise<string> =>
  new Response(new Response(bytes).body?.pipeThrough(new DecompressionStream("gzip"))).text();
