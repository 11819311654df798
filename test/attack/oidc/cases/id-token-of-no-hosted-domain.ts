import { claims, type HostileCase, workspace } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /not of the domain/,
  ...workspace,
  idToken: claims((standing) => ({ ...standing, email: 'eve@uni.example', email_verified: true })),
};
