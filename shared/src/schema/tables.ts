export * from './operator.ts';
export * from './players.ts';
export * from './registry.ts';
export * from './state.ts';
export * from './totals.ts';
export * from './views.ts';
export * from './watch.ts';
