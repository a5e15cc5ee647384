//! The server of eSecure: HTTP for people and applications, the services behind it, the database, the mail.
//!
//! | module | contents |
//! |---|---|
//! | [`cli`] | the commands, one file each |
//! | [`config`], [`clock`], [`calendar`], [`tokens`] | configuration; time; dates and amounts as text; secrets |
//! | [`http`] | pages, plain pages, live streams, sessions, security headers |
//! | [`connections`] | sockets: bounds on their number, speed and idle time |
//! | [`idn`] | international domain names |
//! | [`domain_names`] | domains that strangers share, look-alikes |
//! | [`limits`] | bounds on request bodies |
//! | [`api`] | `/api/v1` for applications |
//! | [`services`] | business logic, one file per subject |
//! | [`store`] | the database: connection, tables, queries |
//! | [`migration`] | schema migrations |
//! | [`mail`] | the catalogue of mails, the outbox, SMTP |
//! | [`notifications`] | mails of the commands: recipients, language and links |
//! | [`demo`] | demonstration data |

pub mod api;
pub mod calendar;
pub mod cli;
pub mod clock;
pub mod config;
pub mod connections;
pub mod demo;
pub mod domain_names;
pub mod error;
pub mod http;
pub mod idn;
pub mod jobs;
pub mod limits;
pub mod mail;
pub mod migration;
pub mod notifications;
pub mod panics;
pub mod services;
pub mod store;
pub mod tokens;

mod application;
pub use application::{Application, StartError, open};
