import type { KeyStore, StoredKey } from '../../src/domain/ports/key-store.ts';

/** The port `KeyStore` in memory, shared by as many "nodes" as like. Every answer comes a turn later, as from a store. */
export function fakeKeyStore(): KeyStore & { readonly rows: StoredKey[] } {
  const rows: StoredKey[] = [];
  const turn = () => new Promise((done) => setImmediate(done));
  const change = (institution: string, kid: string, by: (row: StoredKey) => readonly StoredKey[]) => {
    const at = rows.findIndex((row) => row.institution === institution && row.kid === kid);
    const row = rows[at];
    if (row !== undefined) rows.splice(at, 1, ...by(row));
  };
  return {
    rows,
    async keys(institution, use) {
      await turn();
      return rows.filter((row) => row.institution === institution && row.use === use);
    },
    async add(key, expected) {
      await turn();
      const { institution, use, algorithm } = key;
      const same = rows.filter(
        (row) => row.institution === institution && row.use === use && row.algorithm === algorithm,
      );
      if (same.length !== expected || rows.some(({ kid }) => kid === key.kid)) return false;
      rows.push(key);
      return true;
    },
    async retire(institution, kid, retiresAt) {
      await turn();
      change(institution, kid, (row) => [{ ...row, retiresAt }]);
    },
    async remove(institution, kid) {
      await turn();
      change(institution, kid, () => []);
    },
  };
}
