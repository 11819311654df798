import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decode, encode } from '../../../src/relying-parties/sip2/charset.ts';
import { checksum, seal, unseal } from '../../../src/relying-parties/sip2/checksum.ts';
import { LineReader, lineBytesCut, lineBytesMax } from '../../../src/relying-parties/sip2/lines.ts';
import { refusalOf } from '../../../src/relying-parties/sip2/not-ours.ts';
import { Pace } from '../../../src/relying-parties/sip2/pace.ts';
import { type ReadRequest, readRequest } from '../../../src/relying-parties/sip2/request.ts';
import { fakeClock } from '../../support/fakes.ts';
import { counted, information, status } from '../../support/sip2-terminal.ts';

const linesOf = (reader: LineReader, text: string) =>
  reader.push(Buffer.from(text)).map((framed) => (framed.type === 'line' ? framed.line.toString() : framed.type));

describe('lines of a terminal', () => {
  test('end in CR, in LF or in both, and empty ones are none', () => {
    assert.deepEqual(linesOf(new LineReader(), '97\r98\r\n\r\n99\n'), ['97', '98', '99']);
  });

  test('are put together however they come', () => {
    const reader = new LineReader();
    const parts = ['9', '9008', '02.00', '\r9', '7\r'].map((part) => linesOf(reader, part));
    assert.deepEqual(parts.flat(), ['9900802.00', '97']);
    assert.equal(reader.isPending, false);
  });

  test('that are too long are thrown away as they come, and the next one is read', () => {
    const reader = new LineReader();
    const long = 'x'.repeat(lineBytesMax + 1);
    assert.deepEqual(linesOf(reader, `${long}\r97\r`), ['too-long', '97']);
    assert.deepEqual(linesOf(reader, `${'x'.repeat(lineBytesMax)}\r`), ['x'.repeat(lineBytesMax)]);
  });

  test('without an end are a flood after 64 KB', () => {
    const reader = new LineReader();
    for (let sent = 0; sent < lineBytesCut; sent += 1024) {
      assert.equal(reader.isFlood, false);
      reader.push(Buffer.alloc(1024, 'x'));
    }
    assert.equal(reader.isFlood, true);
  });
});

describe('a checksum', () => {
  test('is the one of the standard', () => {
    // An example of the standard's own.
    assert.equal(unseal('9900302.00AY1AZFCA5')?.sequence, '1');
    assert.equal(seal({ body: '9900302.00', sequence: '1' }), '9900302.00AY1AZFCA5');
  });

  test('that is wrong makes a message nothing, whatever it says', () => {
    assert.equal(unseal('9900302.00AY1AZFCA6'), undefined);
    assert.equal(unseal(counted(status('29301', '1'), 3).replace('29301', '29302')), undefined);
  });

  test('may be missing', () => {
    assert.deepEqual(unseal('97'), { body: '97', sequence: undefined });
  });

  test('adds bytes up without their order', () => {
    assert.equal(checksum('ab'), checksum('ba'));
  });
});

const read = (text: string): ReadRequest => readRequest(Buffer.from(text, 'latin1'));

describe('a message of a terminal', () => {
  test('is its code, what is fixed and its fields', () => {
    const found = read(counted(information('29301', '4711'), 7));
    assert.equal(found.type, 'request');
    if (found.type !== 'request') return;
    assert.equal(found.request.code, '63');
    assert.equal(found.request.fixed.length, 31);
    assert.equal(found.request.sequence, '7');
    assert.equal(found.request.fields.get('AA'), '29301');
    assert.equal(found.request.fields.get('AD'), '4711');
  });

  test('may have a date that some clients write too short', () => {
    const found = read(status('29301', '4711').replace('20260302    090000', '202632    900'));
    assert.equal(found.type === 'request' && found.request.fields.get('AA'), '29301');
  });

  test('needs no bar after its last field', () => {
    const found = read(status('29301', '4711').slice(0, -1));
    assert.equal(found.type === 'request' && found.request.fields.get('AD'), '4711');
  });

  for (const [what, text] of [
    ['a control character', status('29\u0000301', '1')],
    ['what is no message', 'GET / HTTP/1.1'],
    ['nothing but a bar', '|'],
    ['a trailer that is none', `${status('29301', '1')}AY1AZ12`],
    ['a sequence number alone', `${status('29301', '1')}AY1`],
    ['a checksum alone', `${status('29301', '1')}AZF1A2`],
  ] as const) {
    test(`with ${what} did not come as it was sent`, () => {
      assert.equal(read(text).type, 'garbled');
    });
  }

  for (const [what, text] of [
    ['two patrons', `${status('29301', '1')}AA29302|`],
    ['two secrets', `${status('29301', '1')}AD2|`],
    ['a field without a name', `${status('29301', '1')}?|`],
    ['too little before its fields', '2300120260302'],
    ['a code that there is not', '88'],
  ] as const) {
    test(`with ${what} is none`, () => {
      assert.equal(read(text).type, 'malformed');
    });
  }
});

describe('the character sets of terminals', () => {
  test('give back what they were given', () => {
    for (const charset of ['utf-8', 'latin1', 'cp850'] as const) {
      assert.equal(decode(encode('Inès Müller, Straße 1', charset), charset), 'Inès Müller, Straße 1');
    }
  });

  test('are what they say: ü in each', () => {
    assert.equal(encode('ü', 'utf-8'), 'Ã¼');
    assert.equal(encode('ü', 'latin1'), '\u00fc');
    assert.equal(encode('ü', 'cp850'), '\u0081');
    assert.equal(decode('\u0081', 'cp850'), 'ü');
  });

  test('write a letter they have not without its accents, or as a question mark', () => {
    assert.equal(encode('Škvorecký', 'latin1'), 'Skvoreck\u00fd');
    assert.equal(encode('“Bücher” – 李', 'cp850'), '"B\u0081cher" - ?');
  });

  test('let no text end its field or its message', () => {
    for (const charset of ['utf-8', 'latin1', 'cp850'] as const) {
      const bytes = encode('Ines|BLY\r\nCQY\u2028\u202e', charset);
      assert.doesNotMatch(bytes, /[|\r\n]/);
    }
  });

  test('cut a text that is longer than a field may be', () => {
    assert.equal(encode('x'.repeat(1000), 'latin1').length, 255);
  });

  test('take no bytes for text that are none', () => {
    assert.equal(decode('\u00fcber', 'utf-8'), undefined);
  });
});

describe('a message about items or money', () => {
  const date = '20260302    090000';
  const lengths: Readonly<Record<string, readonly [answer: string, fixed: number]>> = {
    '01': ['24', 37],
    '09': ['10', 24],
    '11': ['12', 24],
    '15': ['16', 22],
    '17': ['18', 26],
    '19': ['20', 21],
    '25': ['26', 37],
    '29': ['30', 24],
    '37': ['38', 21],
    '65': ['66', 29],
  };
  for (const [code, [answer, fixed]] of Object.entries(lengths)) {
    test(`${code} is refused in its own words`, () => {
      const request = {
        code,
        fixed: '',
        fields: new Map([
          ['AA', '1'],
          ['AB', '2'],
        ]),
        sequence: undefined,
      };
      const said = refusalOf(request, 'LIB', date) ?? '';
      assert.equal(said.slice(0, 2), answer);
      assert.match(said.slice(fixed), /^A[OB]/);
      assert.doesNotMatch(said, /BLY|CQY/);
    });
  }
});

describe('the pace of a terminal', () => {
  test('lets what a second allows through at once, and makes the rest wait', () => {
    const clock = fakeClock();
    const pace = new Pace(clock);
    const delays = Array.from({ length: 12 }, () => pace.delay('desk', 10));
    assert.deepEqual(
      delays.slice(0, 10),
      Array.from({ length: 10 }, () => 0),
    );
    assert.deepEqual(delays.slice(10), [100, 200]);
    assert.equal(pace.delay('other', 10), 0);
    clock.advance(5000);
    assert.equal(pace.delay('desk', 10), 0);
  });

  test('does not stop when the clock is set back', () => {
    const clock = fakeClock();
    const pace = new Pace(clock);
    pace.delay('desk', 10);
    clock.advance(-3_600_000);
    assert.equal(pace.delay('desk', 10), 0);
  });
});
