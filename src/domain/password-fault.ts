/**
 * Why a new password is not taken (NIST SP 800-63B-4, section 3.1.1.2): `common` stands on a list of the first that
 * anybody tries, `leaked` was found among stolen ones, `context` contains a name of
 * the person or the institution, `same` is the one she has.
 */
export type PasswordFault = 'too-short' | 'too-long' | 'common' | 'leaked' | 'context' | 'same';
