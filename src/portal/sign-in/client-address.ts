import type { PortalContext } from '../context.ts';

/** What the HTTP server hands on beside the request; absent in tests that ask the portal directly. */
interface Connection {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
}

/**
 * Whom tries are counted for: the other end of the connection or, behind our own proxy, the one that
 * the proxy saw. Of an IPv6 address only the network counts, since its holder can change the rest.
 */
export function clientAddress(c: PortalContext): string {
  const connection = c.env as Connection | undefined;
  const seen = connection?.incoming?.socket?.remoteAddress ?? '';
  const forwarded = c.get('app').config.trustProxy ? lastHop(c.req.header('x-forwarded-for')) : '';
  return network(forwarded || seen);
}

/** Only the last hop was written by our proxy; what stands before it is what the client claims. */
function lastHop(header: string | undefined): string {
  return header?.split(',').at(-1)?.trim() ?? '';
}

function network(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!plain.includes(':')) return plain;
  const [head = [], tail = []] = plain.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0');
  return [...head, ...zeros, ...tail]
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
}
