import type { Directory } from '../../directory/deps.ts';
import type { Institution } from '../../institutions.ts';
import type { EmailDeps } from '../email/deps.ts';

/** Everything that registering stands on; made in `app/flows.ts`. */
export interface RegistrationDeps extends EmailDeps {
  directory(institution: Institution): Directory;
}
