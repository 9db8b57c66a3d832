import fc from 'fast-check';

// where what passes today must not fail tomorrow: each run takes the same cases
fc.configureGlobal({ seed: 20_240_229 });
