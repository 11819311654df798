// `prompt=none` where our session does not answer: the provider would say `login_required` by itself. Where an upstream may
// be asked silently, our login asks it first, and the provider says the same afterwards if nobody is signed in there.
import type { interactionPolicy, KoaContextWithOIDC } from 'oidc-provider';
import type { OidcProvider } from './load.ts';

const silent = 'silent';

/** Whether an interaction was begun by `prompt=none`. */
export function isSilent({ prompt }: { readonly prompt: { readonly name: string } }): boolean {
  return prompt.name === silent;
}

/** @param loud the prompts that come after this one: what they would ask for is what an upstream may answer */
export function silentPrompt(
  { interactionPolicy: { Check, Prompt } }: OidcProvider,
  loud: readonly interactionPolicy.Prompt[],
  canAsk: () => boolean,
): interactionPolicy.Prompt {
  const check = new Check(silent, 'nobody is signed in here', 'login_required', async (ctx) => {
    const { oidc } = ctx;
    if (oidc.params === undefined) return Check.NO_NEED_TO_PROMPT;
    if (oidc.route === 'resume') {
      // The request was silent, and what is still to ask after it may not be asked aloud.
      if (isSilentResume(ctx)) oidc.params['prompt'] = 'none';
      return Check.NO_NEED_TO_PROMPT;
    }
    if (oidc.params['prompt'] !== 'none' || !canAsk() || isFramed(ctx) || !(await wouldAsk(loud, ctx))) {
      return Check.NO_NEED_TO_PROMPT;
    }
    // Kept by the interaction's own name; the provider goes no further with a prompt that may not be.
    oidc.params['prompt'] = undefined;
    return Check.REQUEST_PROMPT;
  });
  return new Prompt({ name: silent, requestable: false }, check);
}

function isSilentResume({ oidc }: KoaContextWithOIDC): boolean {
  const interaction = oidc.entities.Interaction;
  return interaction !== undefined && isSilent(interaction);
}

/** In a frame of the application's page neither our cookies nor the upstream's are to be had: it is answered at once. */
function isFramed({ req }: KoaContextWithOIDC): boolean {
  const destination = req.headers['sec-fetch-dest'];
  return destination !== undefined && destination !== 'document';
}

async function wouldAsk(prompts: readonly interactionPolicy.Prompt[], ctx: KoaContextWithOIDC): Promise<boolean> {
  for (const { checks } of prompts) {
    for (const { check } of checks) if (await check(ctx)) return true;
  }
  return false;
}
