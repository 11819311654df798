// What a visitor of the demo's application sees: whom she can be and what she can try, or what the library said of her.
import { html } from 'hono/html';

export interface DemoHints {
  /** The one that everybody in the demo has. */
  readonly password: string;
  /** Whom a visitor can be, by the way in as the sign-in page calls it. */
  readonly hints: readonly {
    readonly at: string;
    readonly people: readonly { readonly name: string; readonly shows: string }[];
  }[];
}

interface Shown {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly problem?: string;
}

export function page(hints: DemoHints, { claims, problem }: Shown) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Demo application</title>
<link rel="stylesheet" href="/demo-app/style.css">
</head>
<body>
<main>
<h1>Demo application</h1>
${claims === undefined ? asks(hints, problem) : knows(claims)}
</main>
</body>
</html>`;
}

function asks({ hints, password }: DemoHints, problem: string | undefined) {
  return html`${problem !== undefined && html`<p role="alert"><strong>Nobody is signed in:</strong> ${problem}</p>`}
<p>This application does not know you. It asks the Demo Library who you are.</p>
<p><a class="button" id="sign-in" href="/demo-app/sign-in">Sign in</a></p>
<h2>Who you can be</h2>
<p>The password is always <code>${password}</code>.</p>
${hints.map(
  ({ at, people }) => html`<h3>${at}</h3>
<dl>${people.map(({ name, shows }) => html`<dt><code>${name}</code></dt><dd>${shows}</dd>`)}</dl>`,
)}
<h3>Email</h3>
<dl>
<dt><code>kofi@post.example</code></dt><dd>gets a code; <a href="/demo-app/outbox">his letter lies in the outbox</a></dd>
<dt><code>you@new.example</code></dt><dd>or any address that nobody has: gets a code too, and may register</dd>
</dl>
<h2>What you can try</h2>
<ul>
<li>Sign in as Kofi with his card, open “Your ways to sign in”, and attach the account <code>kofi</code> of the College of Demo. From then on he comes in by it.</li>
<li>Sign out after a sign-in at the University of Demo: the library asks whether you want to be signed out there too.</li>
<li>Sign in as Carol. The page has a code; <code>node src/launch.mjs explain CODE</code> tells staff why she did not come in.</li>
<li>Do all of it with the keyboard, on a phone, or in another language.</li>
</ul>`;
}

function knows(claims: Readonly<Record<string, unknown>>) {
  const shown = Object.entries(claims).filter(
    ([name]) => !['iat', 'exp', 'aud', 'iss', 'nonce', 'at_hash', 'sid'].includes(name),
  );
  return html`<p>The library says who you are:</p>
<dl>${shown.map(([name, value]) => html`<dt>${name}</dt><dd id="claim-${name}">${typeof value === 'string' ? value : JSON.stringify(value)}</dd>`)}</dl>
<div class="buttons">
<form method="post" action="/demo-app/sign-out"><button class="button" type="submit">Sign out</button></form>
<form method="post" action="/demo-app/forget"><button class="button" type="submit">Forget me here only</button></form>
</div>
<ul>
<li><a href="/demo/me">What the library knows of this sign-in</a></li>
<li><a href="/demo/me/methods">Your ways to sign in</a></li>
<li><a href="/demo-app/outbox">The outbox, with the letters of the library</a></li>
</ul>`;
}

export const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; }
main { max-inline-size: 46rem; margin-inline: auto; padding: 2rem 1rem; }
h2 { margin-block: 2rem .5rem; } h3 { margin-block: 1.2rem .3rem; }
.button { display: inline-block; padding: .7rem 1.4rem; border: 1px solid; border-radius: .4rem; font: inherit; background: none; color: inherit; cursor: pointer; }
.buttons { display: flex; flex-wrap: wrap; gap: .8rem; margin-block: 1.5rem; }
li { margin-block: .4rem; } ul { padding-inline-start: 1.2rem; }
a:not(.button) { color: light-dark(#1f4e63, #8fcbe0); }
dl { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: .3rem 1.2rem; margin-block: 0; }
dt { font-weight: 600; overflow-wrap: anywhere; } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-block-end: .6rem; } }
`;
