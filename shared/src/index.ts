export * from './config.ts';
export * from './db.ts';
export * from './deadline.ts';
export * from './errors.ts';
export * from './log.ts';
export * from './migrate.ts';
export * from './shutdown.ts';
export * from './steam-id.ts';
