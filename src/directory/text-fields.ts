// The fields of a user that hold one text, by the names that files and records share.

export const scalars = [
  'owningSystem',
  'userGroup',
  'preferredLanguage',
  'gender',
  'birthDate',
  'expiryDate',
  'purgeDate',
  'statusDate',
  'jobCategory',
  'jobDescription',
  'campusCode',
  'webSiteUrl',
  'catalogerLevel',
] as const;

export const nameParts = [
  'first',
  'middle',
  'last',
  'preferredFirst',
  'preferredMiddle',
  'preferredLast',
  'preferredSuffix',
  'title',
] as const;
