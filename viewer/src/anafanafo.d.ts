/** The package brings no types. */
declare module 'anafanafo' {
  type Font = '10px Verdana' | 'bold 10px Verdana' | '11px Verdana' | 'bold 11px Helvetica';
  /** How wide a text is, in pixels; of a character that the font has not, the widest there is. */
  const measure: (text: string, options: { readonly font: Font }) => number;
  export = measure;
}
