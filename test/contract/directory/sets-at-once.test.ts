import { openSqlite } from '../store/open-sqlite.ts';
import { setsAtOnceContract } from './sets-at-once.contract.ts';

setsAtOnceContract('SQLite', openSqlite);
