/** Makes an id that nobody has yet, with a prefix that says of what. */
export type MintId = (prefix: 'acct' | 'usr' | 'mbr' | 'inv' | 'req' | 'cmd') => string;
