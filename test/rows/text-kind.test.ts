import { assert } from 'chai';
import { textKind, type TextKind } from '../../lib/rows/text-kind.ts';

const DATES = ['2024-01-01', '2024-02-29', '2000-02-29', '2023-12-31', '0001-01-01', '9999-12-31', '2024-04-30'];

const NO_DATES = [
  '2023-02-29', // no leap year
  '1900-02-29', // a century that is none
  '2024-02-30',
  '2024-04-31',
  '2024-06-31',
  '2024-09-31',
  '2024-11-31',
  '2024-13-01',
  '2024-00-10',
  '2024-01-00',
  '2024-01-32',
  '0000-01-01', // no reader has a year 0
  '24-01-01',
  '2024-1-1',
  '2024/01/01',
  '20240101',
  ' 2024-01-01',
  '2024-01-01 ',
  '2024-01-0x',
  '12345-01-01',
  '-024-01-01',
  '٢٠٢٤-٠١-٠١',
];

const TIMESTAMPS = [
  '2024-05-06T07:08:09Z',
  '2024-05-06T07:08:09.1Z',
  '2024-05-06T07:08:09.123Z',
  '2024-05-06T07:08:09.123456Z',
  '2024-05-06T07:08:09',
  '2024-05-06T07:08:09.123456',
  '2024-05-06T07:08:09+00:00',
  '2024-05-06T07:08:09-05:30',
  '2024-05-06T07:08:09.999999+14:00',
  '2024-02-29T23:59:59Z',
  '2024-02-29T23:59:59.000Z',
  '2024-12-31T00:00:00Z',
  '2024-08-31T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '0001-01-01T00:00:00',
  '0001-01-01T12:00:00+11:00',
  '0001-01-01T00:00:00-01:00',
  '9999-12-31T23:59:59.999999Z',
  '9999-12-31T23:59:59',
];

const NO_TIMESTAMPS = [
  '0001-01-01T00:00:00+00:01', // of the year 0, in UTC
  '9999-12-31T23:59:59-00:01', // of the year 10000
  '2024-05-06T07:08:09.1234567Z', // a digit more than microseconds
  '2024-05-06T07:08:09.Z',
  '2024-05-06T07:08Z',
  '2024-05-06T07Z',
  '2024-05-06T24:00:00Z',
  '2024-05-06T23:60:00Z',
  '2024-05-06T23:59:60Z', // a leap second: no reader has one
  '2024-05-06 07:08:09',
  '2024-05-06t07:08:09Z',
  '2024-05-06T07:08:09z',
  '2024-05-06T07:08:09+0000',
  '2024-05-06T07:08:09+00',
  '2024-05-06T07:08:09+15:00',
  '2024-05-06T07:08:09+05:60',
  '2024-05-06T07:08:09ZZ',
  '2024-05-06T07:08:09.123x',
  '2024-05-06T07:08:09.1x3Z',
  '2024-05-06T07-08:09Z',
  '2024-05-06T07:08-09Z',
  '2024-05-06T07:0x:09Z',
  '2023-02-29T00:00:00Z',
  '2024-06-31T00:00:00.000Z',
  '2024-00-01T00:00:00Z',
  '2024-13-01T00:00:00.000Z',
  '2024-01-00T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '2024-05-06T07:08:09Z\n',
];

const TEXTS = ['', '2', '2024', '1', 'x', 'Tuesday', '2024-W01-1', 'T07:08:09Z', '1234-567-8901', '2024-01-01T'];

describe('textKind', () => {
  const tables: readonly [TextKind, readonly string[]][] = [
    ['date', DATES],
    ['string', NO_DATES],
    ['timestamp', TIMESTAMPS],
    ['string', NO_TIMESTAMPS],
    ['string', TEXTS],
  ];
  for (const [kind, texts] of tables) {
    for (const text of texts)
      it(`takes ${JSON.stringify(text)} for a ${kind}`, () => assert.equal(textKind(text), kind));
  }

  it('has every day of four centuries and no other', () => {
    for (let year = 1896; year <= 2304; year += 4) {
      for (let month = 1; month <= 12; month++) {
        for (let day = 1; day <= 31; day++) {
          const date = [String(year), ...[month, day].map((n) => String(n).padStart(2, '0'))].join('-');
          const exists = new Date(Date.UTC(year, month - 1, day)).getUTCMonth() === month - 1;
          assert.equal(textKind(date), exists ? 'date' : 'string', date);
          assert.equal(textKind(`${date}T00:00:00Z`), exists ? 'timestamp' : 'string', date);
        }
      }
    }
  });
});
