import { describe, expect, it } from 'vitest';
import { chunkOf } from './chunk.ts';

const order = { id: 'ord_1', requested: 3, delivered: 0, cursor: 10 };
const good = (id: number) => ({ id, verified: true });
const bad = (id: number) => ({ id, verified: false });

describe('a chunk of an order', () => {
  it('takes verified leads and counts the others', () => {
    expect(chunkOf(order, [good(11), bad(12), good(14)], 3)).toEqual({
      do: 'record_delivery',
      orderId: 'ord_1',
      delivered: [11, 14],
      rejected: 1,
      cursor: 14,
      exhausted: false,
    });
  });

  it('stops at what is still wanted, and looks at nothing after it', () => {
    const leads = [good(11), good(12), bad(13), good(14), bad(15), good(16)];
    expect(chunkOf({ ...order, delivered: 0 }, leads, 6)).toMatchObject({
      delivered: [11, 12, 14],
      rejected: 1,
      cursor: 14,
    });
  });

  it('is the last one when there are fewer leads than were asked for', () => {
    expect(chunkOf(order, [good(11)], 2).exhausted).toBe(true);
  });

  it('keeps the cursor when there is no lead at all', () => {
    expect(chunkOf(order, [], 500)).toMatchObject({ delivered: [], cursor: 10, exhausted: true });
  });
});
