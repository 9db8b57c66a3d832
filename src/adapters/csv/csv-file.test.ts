import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { csvFile } from './csv-file.ts';

async function textOf(rows: string[][][], columns = ['Name']): Promise<string> {
  return new Response(csvFile(columns, Readable.from(rows))).text();
}

describe('a CSV file', () => {
  it('begins with the columns and has a line for each row of each batch', async () => {
    const text = await textOf(
      [
        [
          ['Ann', '1'],
          ['Bo', '2'],
        ],
        [['Cy', '3']],
      ],
      ['Name', 'Number'],
    );
    expect(text).toBe('Name,Number\r\nAnn,1\r\nBo,2\r\nCy,3\r\n');
  });

  it('quotes what holds a comma, a quote or a line break', async () => {
    const text = await textOf([[['Ann, "the" one\nof two']]]);
    expect(text).toBe('Name\r\n"Ann, ""the"" one\nof two"\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@sum', '\tx', '\rx'])('disarms %j', async (cell) => {
    const text = await textOf([[[cell]]]);
    expect(text.slice('Name\r\n'.length).replace(/^"/, '').startsWith("'")).toBe(true);
  });

  it('is marked as UTF-8', async () => {
    const bytes = new Uint8Array(await new Response(csvFile(['é'], Readable.from([]))).arrayBuffer());
    expect([...bytes.slice(0, 5)]).toEqual([0xef, 0xbb, 0xbf, 0xc3, 0xa9]);
  });

  it('stops reading when nobody takes it any more', async () => {
    let stopped = false;
    async function* endless() {
      try {
        for (;;) yield await Promise.resolve([['x']]);
      } finally {
        stopped = true;
      }
    }
    const reader = csvFile(['Name'], endless()).getReader();
    await reader.read();
    await reader.read();
    await reader.cancel();
    expect(stopped).toBe(true);
  });
});
