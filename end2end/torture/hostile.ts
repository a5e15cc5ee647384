// Texts that broke some software once, or might. Each has a name for the table.

const code = (...points: number[]) => String.fromCodePoint(...points);
const around = (text: string) => `Ann${text}Lee`;

export const hostile: [name: string, text: string][] = [
  ...Array.from({ length: 33 }, (_, n) => (n === 32 ? 0x7f : n)).map((point): [string, string] => [`U+${hex(point)}`, around(code(point))]),
  ...[0x80, 0x85, 0x9b, 0x9f, 0xa0, 0xad, 0x200b, 0x200e, 0x202e, 0x2028, 0x2029, 0x2066, 0xfeff, 0xfffd, 0xfffe, 0xffff, 0xe0001, 0x10ffff].map(
    (point): [string, string] => [`U+${hex(point)}`, around(code(point))],
  ),
  ['NUL alone', '\0'],
  ['line breaks alone', '\r\n\r\n'],
  ['blanks alone', '   \t '],
  ['zero width alone', '\u200b\u200d'],
  ['a header', 'Ann\r\nBcc: evil@evil.example'],
  ['a folded header', 'Ann\r\n Bcc: evil@evil.example'],
  ['a message', 'Ann\r\n\r\n.\r\nMAIL FROM:<evil@evil.example>'],
  ['a high surrogate alone', around('\ud800')],
  ['a low surrogate alone', around('\udc00')],
  ['500 accents', `A${'\u0301'.repeat(400)}`],
  ['a script', '<script>alert(1)</script>'],
  ['an attribute', '" onmouseover="alert(1)" x="'],
  ['a closing comment', '--></title></textarea><b>'],
  ['templates', '{{7*7}} ${7*7} <%= 7*7 %> #{7*7}'],
  ['an address', 'Ann <evil@evil.example>, "Lee" <lee@evil.example>'],
  ['a quoted name', 'Ann "the\\" Lee\\'],
  ['an encoded word', '=?utf-8?q?Ann=0D=0ABcc:_evil=40evil.example?='],
  ['a link', 'https://evil.example/login?a=b&c=d'],
  ['a formula', '=HYPERLINK("https://evil.example";"Ann")'],
  ['SQL', "'; DROP TABLE request; --"],
  ['two directions', '\u202eeeL nnA\u202c \u05d0\u05d1'],
  ['signs', '👩‍👩‍👧‍👦 🏳️‍🌈 ﷽ Ｚ 𝔄'],
];

function hex(point: number): string {
  return point.toString(16).toUpperCase().padStart(4, '0');
}
