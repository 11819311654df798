// The letters of the demo, on a page in place of a mailbox: nothing is sent anywhere. Served to this machine only.
import express, { type Request, type Response, type Router } from 'express';
import type { Message } from '../../mail/delivery.ts';
import type { Outbox } from '../../mail/outbox.ts';
import { serveAssets } from '../../web/assets.ts';
import { pageHeaders } from '../../web/headers.ts';
import { type Html, html } from '../../web/html.ts';
import { layout } from '../../web/layout.ts';
import { translatorFor } from '../../web/messages.ts';

const path = '/demo-app/outbox';

export function outboxRoutes(outbox: Pick<Outbox, 'letters'>, publicUrl: string): Router {
  const router = express.Router();
  router.use(path, refuseOthers, serveAssets);
  router.get(path, (_req, res) => {
    res
      .set(pageHeaders({ publicUrl, formActionOrigins: [] }))
      .type('html')
      .send(page(outbox.letters()));
  });
  router.get(`${path}/:id`, (req, res, next) => {
    const letter = outbox.letters().find(({ id }) => id === req.params.id);
    if (letter === undefined) return next();
    // A letter has its styles in it, and nothing that runs.
    const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
    res
      .set({ ...pageHeaders({ publicUrl, formActionOrigins: [] }), 'Content-Security-Policy': policy })
      .type('html')
      .send(letter.html);
  });
  return router;
}

/** The demo listens on loopback; should that ever change, this page is still nobody else's. */
function refuseOthers(req: Request, res: Response, next: () => void): void {
  const address = req.socket.remoteAddress ?? '';
  const isHere = /^(?:::ffff:)?127\./.test(address) || address === '::1';
  if (isHere && req.headers['x-forwarded-for'] === undefined) next();
  else res.sendStatus(403);
}

function page(letters: readonly Message[]): string {
  const body = html`<p class="lead"><strong>This is the demo’s outbox.</strong> These letters were sent to nobody: whoever reads them here plays the owner of the mailbox.</p>
<p><a class="button" href="${path}">Look again</a></p>
${letters.length === 0 && html`<p>No letters yet. Choose “Email” on the sign-in page and type <code>kofi@post.example</code>.</p>`}
${letters.map(letterOf)}`;
  const frame = { institutionName: 'Demo', slug: 'demo', language: 'en', otherLanguages: [], help: undefined };
  return layout(frame, { heading: 'Outbox', body, width: 'wide' }, translatorFor('en'));
}

function letterOf({ id, subject, to, from, writtenAt, language, text }: Message): Html {
  return html`<section aria-labelledby="letter-${id}">
<h2 id="letter-${id}" lang="${language}">${subject}</h2>
<dl class="facts">
<div><dt>To</dt><dd>${to}</dd></div>
<div><dt>From</dt><dd>${from.name} &lt;${from.address}&gt;</dd></div>
<div><dt>Written</dt><dd>${new Date(writtenAt).toISOString()}</dd></div>
</dl>
<p lang="${language}" class="letter">${lines(text)}</p>
<p><a href="${path}/${id}">As HTML</a></p>
</section>`;
}

/** Its links can be followed: in this browser, which is the one that asked. */
function lines(text: string): readonly Html[] {
  return text
    .trim()
    .split(/(https?:\/\/\S+|\n)/)
    .map((part) =>
      part === '\n' ? html`<br>` : /^https?:/.test(part) ? html`<a href="${part}">${part}</a>` : html`${part}`,
    );
}
