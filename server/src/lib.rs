//! The server of eSecure: HTTP for people and for applications, the services behind both, the database, the mail.
//!
//! | room | what it holds |
//! |---|---|
//! | [`cli`] | one file a command |
//! | [`config`], [`clock`], [`calendar`], [`tokens`] | what is injected; what a person reads of time; secrets |
//! | [`http`] | pages, plain pages, live streams, sessions, security headers |
//! | [`connections`] | sockets within bounds: how many, how slow, how long idle |
//! | [`domain_names`] | names that strangers share, names that look alike |
//! | [`limits`] | bodies within bounds |
//! | [`api`] | `/api/v1` for applications |
//! | [`services`] | what the product does, one file a subject |
//! | [`store`] | the database: connection, tables, queries |
//! | [`migration`] | the schema's history |
//! | [`mail`] | the catalogue of mails, the outbox, SMTP |
//! | [`demo`] | the demonstration's data |

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
pub mod jobs;
pub mod limits;
pub mod mail;
pub mod migration;
pub mod panics;
pub mod services;
pub mod store;
pub mod tokens;

mod application;
pub use application::{Application, StartError, open};
