import { type HostileCase, signed } from '../hostile-case.ts';

/** One restriction names us and another one does not: both must. */
export const hostile: HostileCase = {
  check: 'audience',
  message: (stage) => {
    const other =
      'https://other.example/sp</saml:Audience></saml:AudienceRestriction><saml:AudienceRestriction><saml:Audience>';
    return signed(stage, { audience: `${other}https://library.example/demo/login/campus/metadata` });
  },
};
