/** The texts of an uncompressed PDF with standard fonts, in the order in which they were written. */
export function pdfText(file: Uint8Array): string {
  const shown = [
    ...Buffer.from(file)
      .toString('latin1')
      .matchAll(/\[(<[^\]]*)\] TJ/gu),
  ];
  return shown
    .map(([, parts = '']) =>
      [...parts.matchAll(/<([0-9a-f]+)>/gu)].map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1')).join(''),
    )
    .join('\n');
}
