// Messages about items and money: they go to the system that lends. Whoever sends one here is told no, in its own words.
import { type Field, message, patronFlags } from './answers.ts';
import type { SipRequest } from './request.ts';

/** @param date of now. @returns undefined for a message that has no refusal of its own */
export function refusalOf({ code, fields }: SipRequest, institution: string, date: string): string | undefined {
  const own = (name: string): Field => [name, fields.get(name) ?? ''];
  const ao: Field = ['AO', institution];
  switch (code) {
    case '01':
      return patronRefused('24', '000', date, [ao, own('AA'), ['AE', '']]);
    case '09':
      return message(`100NUN${date}`, [ao, own('AB'), own('AP')]);
    case '11':
      return message(`120NUN${date}`, [ao, own('AA'), own('AB'), ['AJ', ''], ['AH', '']]);
    case '15':
      return message(`160N${date}`, [ao, own('AA')]);
    case '17':
      return message(`18010001${date}`, [own('AB'), ['AJ', '']]);
    case '19':
      return message(`200${date}`, [own('AB')]);
    case '25':
      return patronRefused('26', '000', date, [ao, own('AA'), ['AE', '']]);
    case '29':
      return message(`300NUN${date}`, [ao, own('AA'), own('AB'), ['AJ', ''], ['AH', '']]);
    case '37':
      return message(`38N${date}`, [ao, own('AA')]);
    case '65':
      return message(`66000000000${date}`, [ao]);
    default:
      return undefined;
  }
}

function patronRefused(code: string, language: string, date: string, fields: readonly Field[]): string {
  return message(`${code}${patronFlags(true)}${language}${date}`, [...fields, ['BL', 'N'], ['CQ', 'N']]);
}
