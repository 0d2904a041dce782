/**
 * Lets the system give up a look-up of a name after 2 s, unless the operator says otherwise. Left alone it waits 10 s for a name server
 * that is silent, in one of four threads: four such names and nobody else's is looked up, and no process ends before its look-ups do.
 */
export function keepLookupsShort(env: NodeJS.ProcessEnv): void {
  env['RES_OPTIONS'] ??= 'timeout:1 attempts:2';
}
