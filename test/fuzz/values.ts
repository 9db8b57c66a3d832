import type { Stream } from '../../src/cli/simulate/stream.ts';

/** What nobody should type into a field. */
const HOSTILE = [
  '',
  ' ',
  '0',
  '-1',
  '1e9',
  'NaN',
  '99999999999999999999',
  '1.5',
  "' or 1=1 --",
  '"; drop table accounts; --',
  '<script>alert(1)</script>',
  '{{7*7}}${7*7}',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'null',
  'undefined',
  'true',
  '[object Object]',
  '\r\nSet-Cookie: a=b',
  '\u202eright to left',
  '\u200b\u2060',
  'é'.repeat(300),
  '𝔘𝔫𝔦𝔠𝔬𝔡𝔢',
  '\ud83d',
  'a'.repeat(5_000),
  '2026-02-30T25:61:00Z',
  '-271821-04-20T00:00:00Z',
  'growth',
  'starter',
  'lite',
  '1000',
  '9700',
  'ord_ZZZZZZZZ0001',
  '//evil.test',
  'javascript:alert(1)',
];

export function hostile(stream: Stream): string {
  return stream.happens(800) ? stream.pick(HOSTILE) : letters(stream, stream.between(1, 60));
}

function letters(stream: Stream, many: number): string {
  return Array.from({ length: many }, () => String.fromCodePoint(stream.between(1, 0x2fff))).join('');
}

/** A form's body. */
export function encoded(fields: readonly (readonly [string, string])[]): string {
  return new URLSearchParams(fields.map(([name, value]) => [name, value])).toString();
}

/** Bodies that are no form, whatever they are sent to; each with the type under which it is sent. */
export function unreadable(stream: Stream, csrf: string): readonly [type: string, body: string | Buffer] {
  const form = 'application/x-www-form-urlencoded';
  const start = `_csrf=${csrf}`;
  return stream.pick<readonly [string, string | Buffer]>([
    [form, `${start}&name=%zz`],
    [form, `${start}&name=%00`],
    [form, Buffer.from(`${start}&name=\xff\xfe`, 'latin1')],
    [form, `${start}&name=%c3%28`],
    [form, `${start}&_csrf=${csrf}`],
    [form, `${start}&_key=12345678&_key=87654321`],
    [form, `${start}&name=${'a'.repeat(70_000)}`],
    [form, `${start}&${'a=b&'.repeat(20_000)}`],
    ['application/json', JSON.stringify({ _csrf: csrf, name: 'x' })],
    ['multipart/form-data; boundary=x', `--x\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n${csrf}\r\n--x--`],
    ['text/plain', start],
    ['', start],
  ]);
}

const TARGETS = ['/login', '/%', '/%zz', '/%00', '/orders?page=%ff', `/${'a'.repeat(9_000)}`, '//', '/./../', '*', 'x'];

/** Bytes that are no request, or hardly one. */
export function rawBytes(stream: Stream, port: number): string {
  const target = stream.pick(TARGETS);
  const head = `Host: localhost:${port}\r\nConnection: close\r\n`;
  return stream.pick([
    `GET ${target} HTTP/1.1\r\n${head}\r\n`,
    `GET ${target} HTTP/9.9\r\n${head}\r\n`,
    `G\x01T ${target} HTTP/1.1\r\n${head}\r\n`,
    `GET ${target} HTTP/1.1\r\n${head}X: ${'y'.repeat(20_000)}\r\n\r\n`,
    `GET /login HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n`,
    `GET /login HTTP/1.1\r\n${head}Cookie: fairwell_form=%ff; ;=; __proto__=1\r\n\r\n`,
    `POST /login HTTP/1.1\r\n${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `POST /login HTTP/1.1\r\n${head}Content-Length: -1\r\n\r\n`,
    `POST /login HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`,
  ]);
}
