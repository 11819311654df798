import { openSqlite } from '../store/open-sqlite.ts';
import { directoryHammerContract } from './directory-hammer.contract.ts';
import { directoryPropertiesContract } from './directory-properties.contract.ts';

directoryPropertiesContract('SQLite', 1000, openSqlite);
directoryHammerContract('SQLite', 30, openSqlite);
