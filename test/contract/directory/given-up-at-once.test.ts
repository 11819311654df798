import { openSqlite } from '../store/open-sqlite.ts';
import { givenUpAtOnceContract } from './given-up-at-once.contract.ts';

givenUpAtOnceContract('SQLite', openSqlite);
