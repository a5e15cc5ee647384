//! The product's behaviour on real parts: HTTP, SMTP, and both databases. Each test runs on SQLite and on PostgreSQL
//! (`on_both!`); `make test` starts the PostgreSQL that `ESECURE_TEST_POSTGRES_URL` names.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so")]

mod support;

mod administrators;
mod api;
mod codes;
mod decide_many;
mod domains;
mod endings;
mod enforcement;
mod erasing;
mod export;
mod headers;
mod history;
mod journal;
mod journal_page;
mod journal_size;
mod journey;
mod links;
mod list;
mod list_decisions;
mod list_figures;
mod list_migrated;
mod list_size;
mod live;
mod mail;
mod operator_mail;
mod overruling;
mod password_again;
mod passwords;
mod profile;
mod profile_email;
mod races;
mod rehearsal;
mod rehearsal_replayed;
mod rehearsal_size;
mod schedule;
mod schedule_notices;
mod sign_in_limits;
mod sign_in_load;
mod sign_in_secrecy;
mod stopping;
mod undo;
mod upload_corpus;
mod upload_http;
mod upload_whole;
mod uploads;
mod weather;
mod why;
