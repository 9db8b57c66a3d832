import { startCommand } from './cli/start.ts';

// what `npm start`, a service and a container run: `fairwell start` and nothing beside it
await startCommand().parseAsync();
