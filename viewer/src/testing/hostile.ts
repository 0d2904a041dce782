/** Names as somebody chooses them who wants to see a page break. */
export const HOSTILE_NAMES = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</li></ul><h1>owned',
  '<hx-partial hx-target="body">owned</hx-partial>',
  '<title>owned</title>',
  '\u202eevil\u202d \u2067rtl',
  'مرحبا بالعالم',
  'Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035aa\u0353\u031e\u0348\u0329lgo',
  '\u3164',
  'W'.repeat(128),
  '&lt;b&gt; &amp;',
] as const;
