import { claims, type HostileCase, workspace } from '../hostile-case.ts';

export const hostile: HostileCase = {
  because: /not of the domain/,
  ...workspace,
  idToken: claims((standing) => ({ ...standing, hd: 'uni.example.evil.example', email: 'eve@uni.example' })),
};
