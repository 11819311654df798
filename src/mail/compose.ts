// From a kind of letter, its values and an institution to what is sent: our wording in the language, or the library's own.
import type { InstitutionConfig } from '../../config/schema.ts';
import type { LetterKind, LetterValues } from '../domain/letter.ts';
import type { Letter } from '../domain/ports/mailer.ts';
import { directionOf } from '../web/direction.ts';
import { isolated } from '../web/isolation.ts';
import { localized } from '../web/languages.ts';
import { type Translator, translatorFor } from '../web/messages.ts';
import { bodyHtml, bodyText, type LetterBlock, type LetterFrame, wrapHtml } from './letter-body.ts';
import { fillHtml, fillText, paragraphsOf } from './own-wording.ts';

export type Composed = Pick<
  Letter,
  'institution' | 'kind' | 'from' | 'replyTo' | 'language' | 'subject' | 'text' | 'html'
>;

type Values = Readonly<Record<string, string>>;

interface Wording {
  subject(translate: Translator, values: Values): string;
  blocks(translate: Translator, values: Values): readonly LetterBlock[];
}

/** All but whom it goes to and until when. Nothing that a stranger chose stands in the values. */
export function composeLetter<Kind extends LetterKind>(
  config: Pick<InstitutionConfig, 'slug' | 'name' | 'mail'>,
  language: string,
  kind: Kind,
  given: LetterValues<Kind>,
): Composed {
  const institution = oneLine(localized(config.name, language));
  const values: Values = { ...given, institution };
  const frame: LetterFrame = { institution, language };
  return {
    institution: config.slug,
    kind,
    language,
    from: { name: institution, address: config.mail.from },
    replyTo: config.mail.replyTo,
    ...(ownLetter(config, frame, kind, values) ?? ourLetter(frame, kind, values)),
  };
}

function ourLetter(frame: LetterFrame, kind: LetterKind, values: Values) {
  const translate = translatorFor(frame.language);
  const blocks = wordings[kind].blocks(translate, values);
  return {
    subject: wordings[kind].subject(translate, values),
    text: bodyText(frame, blocks),
    html: bodyHtml(frame, blocks),
  };
}

/** Only in the very language: a letter half in another is no letter. */
function ownLetter({ mail }: Pick<InstitutionConfig, 'mail'>, frame: LetterFrame, kind: LetterKind, values: Values) {
  const own = mail.letters[kind]?.[frame.language];
  if (own === undefined) return undefined;
  const shown = isolated(values, directionOf(frame.language));
  const text = fillText(own.text, shown);
  return {
    subject: oneLine(
      own.subject === undefined
        ? wordings[kind].subject(translatorFor(frame.language), values)
        : fillText(own.subject, shown),
    ),
    text,
    html: own.html === undefined ? wrapHtml(frame, paragraphsOf(text)) : fillHtml(own.html, shown),
  };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 200);
}

const wordings: Readonly<Record<LetterKind, Wording>> = {
  'sign-in': {
    subject: (translate, values) => translate('letter.sign-in.subject', values),
    blocks: (translate, { code = '', link = '', ...values }) => [
      { type: 'paragraph', text: translate('letter.sign-in.asked', values) },
      { type: 'code', label: translate('letter.sign-in.code'), code },
      { type: 'paragraph', text: translate('letter.sign-in.codeHow', values) },
      { type: 'paragraph', text: translate('letter.sign-in.linkHow') },
      { type: 'link', label: translate('letter.sign-in.link', values), href: link },
      { type: 'paragraph', text: translate('letter.sign-in.ignore') },
    ],
  },
  'password-reset': {
    subject: (translate, values) => translate('letter.password-reset.subject', values),
    blocks: (translate, { link = '', ...values }) => [
      { type: 'paragraph', text: translate('letter.password-reset.asked', values) },
      { type: 'link', label: translate('letter.password-reset.link'), href: link },
      { type: 'paragraph', text: translate('letter.password-reset.once', values) },
      { type: 'paragraph', text: translate('letter.password-reset.ignore') },
    ],
  },
  invitation: {
    subject: (translate, values) => translate('letter.invitation.subject', values),
    blocks: (translate, { link = '', ...values }) => [
      { type: 'paragraph', text: translate('letter.invitation.asked', values) },
      { type: 'link', label: translate('letter.invitation.link', values), href: link },
      { type: 'paragraph', text: translate('letter.invitation.once', values) },
      { type: 'paragraph', text: translate('letter.invitation.ignore') },
    ],
  },
  'method-attached': {
    subject: (translate, values) => translate('letter.method-attached.subject', values),
    blocks: (translate, values) => [
      { type: 'paragraph', text: translate('letter.method-attached.done', values) },
      { type: 'paragraph', text: translate('letter.method.notYou') },
      ...contactOf(translate, values),
    ],
  },
  'method-detached': {
    subject: (translate, values) => translate('letter.method-detached.subject', values),
    blocks: (translate, values) => [
      { type: 'paragraph', text: translate('letter.method-detached.done', values) },
      { type: 'paragraph', text: translate('letter.method.notYou') },
      ...contactOf(translate, values),
    ],
  },
  'registration-code': {
    subject: (translate, values) => translate('letter.registration-code.subject', values),
    blocks: (translate, { code = '', ...values }) => [
      { type: 'paragraph', text: translate('letter.registration-code.asked', values) },
      { type: 'code', label: translate('letter.sign-in.code'), code },
      { type: 'paragraph', text: translate('letter.registration-code.how', values) },
      { type: 'paragraph', text: translate('letter.registration-code.ignore') },
    ],
  },
  'registration-known': {
    subject: (translate, values) => translate('letter.registration-known.subject', values),
    blocks: (translate, { link = '', ...values }) => [
      { type: 'paragraph', text: translate('letter.registration-known.asked', values) },
      { type: 'paragraph', text: translate('letter.registration-known.how') },
      { type: 'link', label: translate('letter.sign-in.link', values), href: link },
      { type: 'paragraph', text: translate('letter.registration-known.ignore') },
    ],
  },
  'registration-welcome': {
    subject: (translate, values) => translate('letter.registration-welcome.subject', values),
    blocks: (translate, { link = '', ...values }) => [
      { type: 'paragraph', text: translate('letter.registration-welcome.done', values) },
      { type: 'paragraph', text: translate('letter.registration-welcome.number', values) },
      { type: 'link', label: translate('letter.sign-in.link', values), href: link },
    ],
  },
};

/** Whom to ask, where the library says it. */
function contactOf(translate: Translator, values: Values): readonly LetterBlock[] {
  return values['contact'] === '' ? [] : [{ type: 'paragraph', text: translate('letter.method.contact', values) }];
}
