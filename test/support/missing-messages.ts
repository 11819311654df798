// Lists, for each language, the texts that stand in English and not there, those that are there and not in English, and
// those whose arguments or plural forms differ. Ends with 1 where there are any.
//
//   node src/launch.mjs --node test/support/missing-messages.ts
import { messageLanguages } from '../../src/web/messages.ts';
import { argumentsOf, missingForms, textsOf } from './message-texts.ts';

const english = textsOf('en');
let faults = 0;

for (const language of messageLanguages) {
  for (const fault of faultsOf(language)) {
    console.log(`${language}  ${fault}`);
    faults++;
  }
}
console.log(faults === 0 ? 'Every language has every text.' : `${faults} to mend.`);
process.exitCode = faults === 0 ? 0 : 1;

function faultsOf(language: (typeof messageLanguages)[number]): readonly string[] {
  const texts = textsOf(language);
  const missing = Object.entries(english).flatMap(([key, text]) =>
    Object.hasOwn(texts, key) ? [] : [`missing  ${key}  ${text}`],
  );
  const others = Object.entries(texts).flatMap(([key, text]) => {
    const told = english[key];
    if (told === undefined) return [`not in English  ${key}`];
    const forms = missingForms(text, language);
    return [
      ...(argumentsOf(told).join() === argumentsOf(text).join()
        ? []
        : [`other arguments  ${key}  ${argumentsOf(told).join(', ')}`]),
      ...(forms.length === 0 ? [] : [`plural forms  ${key}  ${forms.join(', ')}`]),
    ];
  });
  return [...missing, ...others];
}
