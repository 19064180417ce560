//! The tables, and how an older history becomes today's. Migrations are only ever added.

use rusqlite::{Connection, TransactionBehavior};

use crate::HistoryError;

/// "PARA": marks the file as a history of Paraph.
const APPLICATION_ID: i64 = 0x5041_5241;

/// One entry for each version; the first makes version 1.
const MIGRATIONS: &[&str] = &[
    include_str!("schema/1.sql"),
    include_str!("schema/2.sql"),
    include_str!("schema/3.sql"),
];

/// Brings a history to today's version; refuses one that is newer or is none of ours.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), HistoryError> {
    migrate_with(connection, MIGRATIONS)
}

fn migrate_with(connection: &mut Connection, migrations: &[&str]) -> Result<(), HistoryError> {
    let known = migrations.len() as i64;
    check(connection, known)?;
    if version(connection)? == known {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been quicker.
    let from = version(&transaction)?;
    for migration in migrations
        .iter()
        .skip(usize::try_from(from).unwrap_or(usize::MAX))
    {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(())
}

fn check(connection: &Connection, known: i64) -> Result<(), HistoryError> {
    let id: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if id != APPLICATION_ID && tables > 0 {
        return Err(HistoryError::Foreign(id));
    }
    let found = version(connection)?;
    if found > known {
        return Err(HistoryError::Newer { found, known });
    }
    Ok(())
}

fn version(connection: &Connection) -> Result<i64, HistoryError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERSION: i64 = MIGRATIONS.len() as i64;

    #[test]
    fn every_older_version_becomes_todays_and_keeps_its_rows() {
        for from in 0..MIGRATIONS.len() {
            let mut connection = Connection::open_in_memory().unwrap();
            migrate_with(&mut connection, &MIGRATIONS[..from]).unwrap();
            if from > 0 {
                connection
                    .execute("INSERT INTO setting VALUES ('a', 'b')", [])
                    .unwrap();
            }
            migrate(&mut connection).unwrap();
            assert_eq!(version(&connection).unwrap(), VERSION);
            if from > 0 {
                let kept: String = connection
                    .query_row("SELECT value FROM setting WHERE name = 'a'", [], |r| {
                        r.get(0)
                    })
                    .unwrap();
                assert_eq!(kept, "b");
            }
        }
    }

    #[test]
    fn a_history_from_a_newer_program_is_refused_and_left_as_it_is() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        connection
            .pragma_update(None, "user_version", VERSION + 1)
            .unwrap();
        assert!(matches!(
            migrate(&mut connection),
            Err(HistoryError::Newer { .. })
        ));
        assert_eq!(version(&connection).unwrap(), VERSION + 1);
    }

    #[test]
    fn a_database_of_another_program_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE other(x)").unwrap();
        assert!(matches!(
            migrate(&mut connection),
            Err(HistoryError::Foreign(0))
        ));
    }

    #[test]
    fn an_event_can_be_neither_changed_nor_taken_away() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        connection
            .execute_batch(
                "INSERT INTO session(id, title, service, account, state, created, changed, in_order)
                 VALUES ('s', 't', 'local', 'This computer', 'waiting', 1, 1, 0);
                 INSERT INTO event(session, time, zone, actor, what, args) VALUES ('s', 1, 0, 'sender', 'created', '{}');",
            )
            .unwrap();
        assert!(connection.execute("UPDATE event SET time = 2", []).is_err());
        assert!(connection.execute("DELETE FROM event", []).is_err());
    }
}
