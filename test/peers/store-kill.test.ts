// SQLite needs no server; this stands here because it takes half a minute.
import { killContract } from '../contract/store/kill.contract.ts';
import { openSqlite } from '../contract/store/open-sqlite.ts';

killContract('SQLite', { kills: 20, rows: 100_000, liveMs: 1200 }, openSqlite);
