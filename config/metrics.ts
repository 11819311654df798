// Where figures of the running installation may be read, and by whom.
import { z } from 'zod';
import { secretReference } from './fields.ts';

export const metrics = z.strictObject({
  listen: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1').describe('Address to listen on.'),
      port: z.number().int().min(0).max(65_535).default(9464).describe('Port to listen on.'),
    })
    .prefault({})
    .describe('A listener of its own for `/metrics`: the public address never shows figures.'),
  token: secretReference
    .optional()
    .describe('Who asks has to send it: `Authorization: Bearer …`. At least 16 characters.'),
  networks: z
    .array(z.string().min(1))
    .max(50)
    .default([])
    .describe('Addresses or ranges that may ask; whoever reaches the listener unless named.'),
});
