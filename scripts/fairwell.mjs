#!/usr/bin/env node
import { runBuilt } from './run-built.mjs';

// what a command prints is for its reader, so everything else goes to standard error
await runBuilt('fairwell.js', console.error);
