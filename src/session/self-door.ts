import type { Door } from '../domain/login.ts';

/** The institution's own page as the "application" of a person who came by herself. */
export const selfDoor: Door = {
  async respond(_req, res, { request }) {
    res.redirect(303, localPath(request.returnTo.handle, request.institution));
    return { type: 'answered' };
  },
  async refuse(_req, res, request) {
    res.redirect(303, `/${request.institution}/login`);
  },
};

/** Our own paths only: `//elsewhere` and `/\elsewhere` are other people's hosts. */
function localPath(handle: string, institution: string): string {
  const own = `/${institution}/`;
  return handle.startsWith(own) && !/[\\\p{Cc}]|\/\//u.test(handle) ? handle : `${own}me`;
}
