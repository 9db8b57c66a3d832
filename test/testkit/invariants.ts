export { Auditor } from '../../src/domain/subscription/auditor.ts';
