// Made by `npm run generate`: this code's version, and the D1 migrations that it knows.
export const packageVersion = "0.1.0";
export const directoryMigrations = ["0001_accounts.sql","0002_jobs.sql","0003_history.sql","0004_erasure.sql","0005_history_moves.sql","0006_passwords.sql","0007_operators.sql","0008_profiles.sql","0009_deleted_accounts.sql","0010_reports.sql"];
export const historyMigrations = ["0001_history.sql"];
