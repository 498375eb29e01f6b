#include <sqlite3.h>

/* SQLITE_TRANSIENT is a cast that Swift does not import: SQLite copies the text before the call returns. */
static inline int csqlite_bind_text(sqlite3_stmt *statement, int position, const char *text, sqlite3_uint64 length) {
    return sqlite3_bind_text64(statement, position, text, length, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* Variadic, which Swift does not import: whether closing the last connection leaves the write-ahead log as it is. */
static inline int csqlite_leave_log_on_close(sqlite3 *database, int leave) {
    return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, leave, (int *)0);
}
