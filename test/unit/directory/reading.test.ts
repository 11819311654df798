import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RawRecord } from '../../../src/directory/reading/broken-file.ts';
import { csvRecords } from '../../../src/directory/reading/csv-records.ts';
import { jsonRecords } from '../../../src/directory/reading/json-records.ts';
import { utf8Text } from '../../../src/directory/reading/utf8-text.ts';
import { bytesOf } from '../../support/import-run.ts';

async function all(records: AsyncIterable<RawRecord>): Promise<readonly RawRecord[]> {
  return Array.fromAsync(records);
}

const json = (text: string | Uint8Array, chunk?: number) => all(jsonRecords(utf8Text(bytesOf(text, chunk))));
const csv = (text: string | Uint8Array, chunk?: number) => all(csvRecords(utf8Text(bytesOf(text, chunk))));
const values = async (records: Promise<readonly RawRecord[]>) => (await records).map(({ value }) => value);

describe('reading JSON', () => {
  const two = [{ a: 1 }, { b: [2] }];
  for (const [shape, text] of Object.entries({
    'an array': '[{"a":1},{"b":[2]}]',
    'an object with the list under users': '{"users":[{"a":1},{"b":[2]}]}',
    'an object with the list under user, among other fields': '{"total":2,"user":[{"a":1},{"b":[2]}],"z":{}}',
    'one object a line': '{"a":1}\n{"b":[2]}\n',
    'objects over several lines, with a byte order mark': '\ufeff{\n"a":1\n}\n{"b":[\n2]}',
  })) {
    test(`takes ${shape}`, async () => assert.deepEqual(await values(json(text)), two));
  }

  test('takes a list of nobody', async () => assert.deepEqual(await json('{"users": []}'), []));
  test('does not take a list inside a record for the list of records', async () => {
    for (const record of [{ x: { users: [{ a: 1 }] } }, { users: [{ a: 1 }] }]) {
      assert.deepEqual(await values(json(JSON.stringify([record]))), [record]);
    }
  });
  test('tells number and line of each record', async () => {
    const places = (await json('[\n{"a":1},\n{\n"b":2},{"c":3}]')).map(({ number, line }) => [number, line]);
    assert.deepEqual(places, [
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
  });
  test('puts characters together that chunks cut apart', async () => {
    assert.deepEqual(await values(json('[{"a":"王小明 😀"}]', 1)), [{ a: '王小明 😀' }]);
  });

  for (const [fault, text, words] of [
    ['a file that ends inside a record', '[{"a":1},\n{"b":', /line 2, after record 1: the file ends inside a record/],
    ['a file that ends inside its list', '[{"a":1}', /after record 1: the file ends before its list/],
    ['what is not JSON', '[{"a":1},\n\n nope]', /broken at line 3, after record 1/],
    ['an empty file', '', /the file is empty/],
    ['a file nested without end', '['.repeat(200), /nested more than 32 deep/],
    ['a record without end', `["${'x'.repeat(1_100_000)}"]`, /longer than 1048576 characters/],
  ] as const) {
    test(`stops at ${fault}, and says where`, async () => {
      await assert.rejects(json(text, 60_000), { code: 'VST_USER_INVALID', message: words });
    });
  }
});

describe('reading CSV', () => {
  const ann = { primaryIdentifier: 'p1', name: { last: 'Ann' } };
  for (const [name, delimiter] of [
    ['commas', ','],
    ['semicolons', ';'],
    ['tabs', '\t'],
  ]) {
    test(`takes cells between ${name}`, async () => {
      assert.deepEqual(await values(csv(['primaryIdentifier', 'name.last\np1', 'Ann\n'].join(delimiter))), [ann]);
    });
  }

  test('takes a byte order mark and line ends of Windows', async () => {
    assert.deepEqual(await values(csv('\ufeffprimaryIdentifier,name.last\r\np1,Ann\r\n')), [ann]);
  });
  test('takes delimiters, quotes and line ends inside quotes', async () => {
    const [record] = await values(csv('primaryIdentifier;name.last\np1;"A; ""B""\r\nC"\n'));
    assert.deepEqual(record, { primaryIdentifier: 'p1', name: { last: 'A; "B"\nC' } });
  });
  test('keeps what looks like a formula or a number as the text it is', async () => {
    const [record] = await values(csv('primaryIdentifier,name.last\n007,"=SUM(1,2)"\n'));
    assert.deepEqual(record, { primaryIdentifier: '007', name: { last: '=SUM(1,2)' } });
  });
  test('reads identifiers by type, with status and note', async () => {
    const [record] = await values(
      csv('primaryIdentifier,identifier.BARCODE,identifier.BARCODE.status,identifier.X.note\np1,42,INACTIVE,lost\n'),
    );
    const identifiers = [{ type: 'BARCODE', value: '42', status: 'inactive' }];
    assert.deepEqual(record, { primaryIdentifier: 'p1', identifiers });
  });
  test('reads email, phone and address as preferred ones', async () => {
    const [record] = await values(
      csv(
        'primaryIdentifier,email,email.type,phone,address.line1,address.city\np1,a@b.example,home,123,7 Lane,Fenby\n',
      ),
    );
    assert.deepEqual(record, {
      primaryIdentifier: 'p1',
      emails: [{ address: 'a@b.example', preferred: true, types: ['home'] }],
      phones: [{ number: '123', preferred: true }],
      addresses: [{ city: 'Fenby', lines: ['7 Lane'], preferred: true }],
    });
  });
  test('tells the line a record begins on, past empty lines and quoted line ends', async () => {
    const rows = await csv('primaryIdentifier,name.last\r\np1,"a\r\nb"\r\n\r\np2,c\r\np3,d\r\n', 3);
    assert.deepEqual(
      rows.map(({ number, line }) => [number, line]),
      [
        [1, 2],
        [2, 5],
        [3, 6],
      ],
    );
  });
  test('marks a row with too few cells and goes on', async () => {
    const [short, whole] = await csv('primaryIdentifier,name.last\np1\np2,b\n');
    assert.equal(short?.fault, 'has 1 cells instead of 2');
    assert.equal(whole?.fault, undefined);
  });
  test('lets no column reach the prototype', async () => {
    await assert.rejects(csv('primaryIdentifier,__proto__\np1,x\n'), /unknown column, "__proto__"/);
  });

  for (const [fault, text, words] of [
    ['an unknown column', 'primaryIdentifier,nme.last\np1,x\n', /unknown column, "nme.last"/],
    ['a column that stands twice', 'primaryIdentifier,email,email\n', /"email" stands twice/],
    ['a header without primaryIdentifier', 'name.last\nx\n', /must name the columns/],
    ['an empty file', '', /the file is empty/i],
    ['a quote that never closes', 'primaryIdentifier,name.last\np1,a\np2,"b\n', /never closed/],
    ['text behind a closing quote', 'primaryIdentifier,name.last\np1,"a"b\n', /line 2.*closing quote/],
  ] as const) {
    test(`stops at ${fault}, and says so`, async () => {
      await assert.rejects(csv(text), { code: 'VST_USER_INVALID', message: words });
    });
  }
});

describe('reading bytes', () => {
  test('stops at the line that is not UTF-8', async () => {
    const latin = Buffer.from('[{"a":1},\n{"b":2},\n{"c":"Müller"}]', 'latin1');
    for (const chunk of [1, 7, 1000]) {
      await assert.rejects(json(latin, chunk), { code: 'VST_USER_INVALID', message: /^Line 3 is not UTF-8/ });
    }
  });
  test('stops at a file that ends inside a character', async () => {
    await assert.rejects(json(Buffer.from([0x5b, 0x22, 0xc3])), /Line 1 is not UTF-8/);
  });
  test('knows UTF-16 by its mark', async () => {
    await assert.rejects(json(Buffer.from('\ufeff[]', 'utf16le'), 100), /The file is UTF-16/);
  });
});
