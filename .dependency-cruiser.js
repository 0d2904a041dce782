// The walls of docs/architecture.md: data flows one way, and an arrow backwards is refused.
/**
 * @param {string} from
 * @param {readonly string[]} allowed
 */
const wall = (from, allowed) => ({
  name: `${from.replace('/src', '')} keeps to its step`,
  comment: `May import from ours only: itself, ${allowed.join(', ') || 'nothing'}.`,
  severity: 'error',
  from: { path: `^${from}/`, pathNot: '\\.test\\.tsx?$' },
  to: {
    path: '^(shared|collector|viewer)/',
    pathNot: ['/node_modules/', `^${from}/`, ...allowed.map((path) => `^${path}`)],
  },
});

const c = 'collector/src';
const shared = 'shared/src';

export default {
  forbidden: [
    {
      name: 'what is not found has no wall',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    { name: 'no circles', severity: 'error', from: {}, to: { circular: true } },
    wall(shared, []),
    wall(`${c}/protocols`, [`${c}/errors`, shared]),
    wall(`${c}/transport`, [`${c}/errors`, shared]),
    wall(`${c}/drivers`, [
      `${c}/protocols`,
      `${c}/transport`,
      `${c}/observation`,
      `${c}/target`,
      `${c}/errors`,
      shared,
    ]),
    wall(`${c}/console`, [
      `${c}/drivers`,
      `${c}/protocols`,
      `${c}/transport`,
      `${c}/poll/pause`,
      `${c}/commands/printable`,
      `${c}/target`,
      `${c}/errors`,
      shared,
    ]),
    wall(`${c}/reconcile`, [`${c}/observation`, `${shared}/schema`]),
    wall(`${c}/store`, [`${c}/reconcile`, `${c}/target`, shared]),
    wall(`${c}/retention`, [`${c}/store`, shared]),
    wall(`${c}/admin`, [
      `${c}/drivers`,
      `${c}/protocols`,
      `${c}/store`,
      `${c}/observation`,
      `${c}/errors`,
      shared,
    ]),
    wall(`${c}/profiles`, [`${c}/transport`, `${c}/store`, shared]),
    wall(`${c}/poll`, [
      `${c}/drivers`,
      `${c}/reconcile`,
      `${c}/store`,
      `${c}/observation`,
      `${c}/target`,
      `${c}/errors`,
      shared,
    ]),
    wall(`${c}/vitals`, [`${c}/poll`, `${c}/reconcile`, `${c}/store`, `${c}/version`, shared]),
    wall('viewer/src', [shared]),
    wall('viewer/src/queries', [shared]),
    {
      name: 'the collector does not know the viewer',
      severity: 'error',
      from: { path: '^collector/' },
      to: { path: '^viewer/' },
    },
    {
      name: 'what runs in production imports no tests',
      severity: 'error',
      from: { path: '^(shared|collector|viewer)/src', pathNot: '\\.test\\.tsx?$|/testing/' },
      to: { path: '\\.test\\.tsx?$|/testing/' },
    },
    {
      name: 'protocols and reconcile are pure',
      severity: 'error',
      from: { path: `^${c}/(protocols|reconcile)/`, pathNot: '\\.test\\.ts$' },
      to: {
        path: '^(node:)?(net|dgram|fs|fs/promises|timers|timers/promises|http|https|child_process)$',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['rollcall-source', 'import', 'node', 'default'],
    },
  },
};
