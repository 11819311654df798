import { journalContract } from './journal.contract.ts';
import { keysContract } from './keys.contract.ts';
import { killContract } from './kill.contract.ts';
import { openSqlite } from './open-sqlite.ts';
import { racesContract } from './races.contract.ts';
import { usersContract } from './users.contract.ts';
import { usersChangeContract } from './users-change.contract.ts';

usersContract('SQLite', openSqlite);
usersChangeContract('SQLite', openSqlite);
racesContract('SQLite', openSqlite);
journalContract('SQLite', openSqlite);
keysContract('SQLite', openSqlite);
killContract('SQLite', { kills: 4, rows: 3000, liveMs: 300 }, openSqlite);
