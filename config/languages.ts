/** Languages that have a catalogue of every text a person sees (`src/web/messages`). */
export const catalogueLanguages: readonly string[] = ['en', 'de'];
