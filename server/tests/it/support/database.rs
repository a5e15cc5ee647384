//! A separate database for each test.

use sea_orm::{ConnectionTrait as _, Database};
use tempfile::TempDir;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// Returns the URL of the PostgreSQL server that the tests use.
pub fn server_url() -> String {
    std::env::var("ESECURE_TEST_POSTGRES_URL")
        .expect("ESECURE_TEST_POSTGRES_URL names a PostgreSQL server; `make test` starts one")
}

/// An empty database. SQLite's is deleted on drop; PostgreSQL's goes with the cluster that `make test` discards.
pub struct TestDatabase {
    pub url: String,
    _folder: Option<TempDir>,
}

impl TestDatabase {
    pub async fn create(kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let url = format!("sqlite://{}", folder.path().join("test.db").display());
                Self { url, _folder: Some(folder) }
            }
            Kind::Postgres => {
                let server = server_url();
                let name = format!("t_{}", hex::encode(server::clock::random_bytes::<8>()));
                let db = Database::connect(&server).await.unwrap();
                db.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
                db.close().await.unwrap();
                let (place, query) = server.split_once('?').map_or((server.as_str(), ""), |(p, q)| (p, q));
                let base = place.rsplit_once('/').map_or(place, |(base, _)| base);
                let query = if query.is_empty() { String::new() } else { format!("?{query}") };
                Self { url: format!("{base}/{name}{query}"), _folder: None }
            }
        }
    }
}
