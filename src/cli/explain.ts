import type { App } from '../app.ts';
import type { Assertion } from '../domain/assertion.ts';
import type { Institution, ProfileRuntime } from '../institutions.ts';
import { type Command, type CommandArgs, type CommandIo, textOption, UsageError } from './command.ts';
import { configOption } from './config-option.ts';

export const explain: Command = {
  name: 'explain',
  summary: 'Say why a sign-in ended as it did, by its code; or what an invented assertion would come to.',
  options: {
    config: configOption,
    institution: {
      type: 'string',
      value: 'SLUG',
      summary: 'Where the profile is, when there are several institutions.',
    },
    as: {
      type: 'string',
      value: 'USER',
      summary: 'Read the trace with the roles of this user, and in her name; as the operator unless named.',
    },
    profile: { type: 'string', value: 'ID', summary: 'The login profile of an invented assertion.' },
    subject: { type: 'string', value: 'VALUE', summary: 'Its subject.' },
    issuer: { type: 'string', value: 'URI', summary: 'Its issuer; that of the profile unless named.' },
    attribute: {
      type: 'string',
      value: 'NAME=VALUE',
      summary: 'One of its attributes; may be repeated.',
      multiple: true,
    },
    email: {
      type: 'string',
      value: 'ADDRESS',
      summary: 'An address the upstream says it verified; may be repeated.',
      multiple: true,
    },
  },
  operands: ['CODE?'],
  async run(args, io) {
    const [code] = args.positionals;
    const profile = textOption(args, 'profile');
    if ((code === undefined) === (profile === undefined)) {
      throw new UsageError('explain takes a code, or --profile with --subject', explain);
    }
    return code === undefined ? explainInvented(args, io) : explainCode(code, args, io);
  },
};

async function explainCode(typed: string, args: CommandArgs, io: CommandIo): Promise<number> {
  const { explainTrace } = await import('../resolution/explain.ts');
  const { traceFor } = await import('./explain-code.ts');
  const { parseTraceCode } = await import('../resolution/trace-code.ts');
  const { withParts } = await import('./with-parts.ts');
  const code = parseTraceCode(typed);
  if (code === undefined) {
    io.err(`"${typed}" is no reference code: those look like K7QM3-F2XTB.\n`);
    return 1;
  }
  return withParts(args, io, async (parts, institutions) => {
    const trace = await traceFor(parts, institutions, code, textOption(args, 'as'));
    if (trace === undefined) {
      io.err(`No trace has the code ${code}. Traces are kept ${parts.installation.traceDays} days.\n`);
      return 1;
    }
    io.out(`${explainTrace(trace)}\n`);
    return 0;
  });
}

async function explainInvented(args: CommandArgs, io: CommandIo): Promise<number> {
  const { explainStep } = await import('../resolution/explain.ts');
  const { withApp } = await import('./with-parts.ts');
  const { issuerOf } = await import('../../config/rules/issuer-of.ts');
  return withApp(args, io, async (app, { clock }) => {
    const { institution, profile } = profileOf(app, args);
    const assertion = inventedAssertion(args, profile, issuerOf(profile.config), clock.now());
    const { resolution, steps } = await app.resolve(institution, profile, assertion);
    io.out(`${steps.map((step, index) => `${String(index + 1).padStart(3)}. ${explainStep(step)}`).join('\n')}\n`);
    if (resolution.type === 'matched') io.out(`\nThis would sign in user ${resolution.user.primaryIdentifier}.\n`);
    else io.out('\nThis would sign nobody in.\n');
    return resolution.type === 'matched' ? 0 : 2;
  });
}

function profileOf(app: App, args: CommandArgs): { institution: Institution; profile: ProfileRuntime } {
  const slug = textOption(args, 'institution');
  const id = textOption(args, 'profile') ?? '';
  const found = app.institutions
    .all()
    .filter((institution) => slug === undefined || institution.slug === slug)
    .flatMap((institution) => {
      const profile = institution.profiles.get(id);
      return profile === undefined ? [] : [{ institution, profile }];
    });
  const [one, ...others] = found;
  if (one === undefined) throw new UsageError(`no enabled profile is called "${id}"`, explain);
  if (others.length > 0)
    throw new UsageError(`several institutions have a profile "${id}": name one by --institution`, explain);
  return one;
}

function inventedAssertion(
  args: CommandArgs,
  { config }: ProfileRuntime,
  issuer: string | undefined,
  now: number,
): Assertion {
  const attributes: Record<string, string[]> = {};
  for (const pair of listOption(args, 'attribute')) {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new UsageError(`--attribute takes NAME=VALUE, not "${pair}"`, explain);
    (attributes[pair.slice(0, equals)] ??= []).push(pair.slice(equals + 1));
  }
  return {
    profile: config.id,
    issuer: textOption(args, 'issuer') ?? issuer ?? 'the identity provider of the metadata',
    subject: textOption(args, 'subject') ?? '',
    attributes,
    verifiedEmails: listOption(args, 'email'),
    authenticatedAt: now,
    methods: [],
  };
}

function listOption({ values }: CommandArgs, name: string): string[] {
  const value = values[name];
  return Array.isArray(value) ? value.map(String) : [];
}
