import type { Request, Response } from 'express';
import { renderRelayForm } from '../../web/pages/relay-form.ts';
import type { RelayFormView } from '../../web/views.ts';
import type { Visits } from '../../web/visit.ts';

/**
 * Has the browser post a form to an application.
 *
 * @param originsOf where the application may send the browser on to; asked once the form is known to lead to a web page
 */
export function sendRelayForm<Form extends RelayFormView>(
  visits: Visits,
  req: Request,
  res: Response,
  form: Form,
  originsOf: (form: Form) => readonly string[],
): void {
  const visit = visits.of(req, res);
  const page = renderRelayForm(visit.frame(`/${visit.institution.slug}/login`), form, visit.translate);
  visit.send(200, page, originsOf(form));
}
