import { typeid } from 'typeid-js';
import type { MintId } from '../../ports/ids.ts';

/** Ids that sort by when they were made. */
export const mintId: MintId = (prefix) => typeid(prefix).toString();
