import anyAscii from 'any-ascii';

/** What the standard fonts of a PDF hold beside ASCII: the letters and signs of Windows-1252. */
const WESTERN = /[ -~¡-ÿŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]/u;

interface Latin {
  readonly text: string;
  /** Whether something had to be written in other letters. */
  readonly changed: boolean;
}

/**
 * A text in the letters that the standard fonts have. What they have stays as it is, so "Müller"
 * stays "Müller"; what they have not is transliterated: "Łódź" becomes "Lódz", "Ελλάδα" "Ellada".
 */
export function latinOf(text: string): Latin {
  let latin = '';
  for (const character of text.normalize('NFC').replace(/\s+/gu, ' ')) {
    latin += WESTERN.test(character) ? character : anyAscii(character);
  }
  return { text: latin, changed: latin !== text.normalize('NFC').replace(/\s+/gu, ' ') };
}
