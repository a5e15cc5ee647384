//! Initial schema: accounts, administrators, checks, requests, mails, journal.

use sea_orm_migration::prelude::*;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0001_first"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in SCHEMA.split(";\n").map(str::trim).filter(|s| !s.is_empty()) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("the first migration has nothing before it".to_owned()))
    }
}

const SCHEMA: &str = "
CREATE TABLE account (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  company TEXT NOT NULL,
  locale TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  activated_at BIGINT NOT NULL,
  suspended_at BIGINT,
  enforced BOOLEAN NOT NULL,
  switched_at BIGINT,
  switched_by TEXT,
  last_request_number BIGINT NOT NULL,
  journal_seq BIGINT NOT NULL,
  journal_hash TEXT NOT NULL,
  version BIGINT NOT NULL
);

CREATE TABLE profile (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  phone TEXT,
  locale TEXT NOT NULL,
  password_hash TEXT,
  share_contact BOOLEAN NOT NULL,
  terms_version BIGINT,
  terms_accepted_at BIGINT,
  created_at BIGINT NOT NULL
);

CREATE TABLE administrator (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  profile_id TEXT NOT NULL REFERENCES profile (id),
  added_by TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  welcomed_at BIGINT,
  removed_at BIGINT,
  UNIQUE (account_id, profile_id)
);
CREATE INDEX administrator_by_profile ON administrator (profile_id);

CREATE TABLE password_link (
  token_hash TEXT PRIMARY KEY,
  profile_id TEXT NOT NULL REFERENCES profile (id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX password_link_by_profile ON password_link (profile_id);

CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,
  profile_id TEXT NOT NULL REFERENCES profile (id),
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  user_agent TEXT NOT NULL
);
CREATE INDEX session_by_profile ON session (profile_id);

CREATE TABLE device (
  token_hash TEXT PRIMARY KEY,
  profile_id TEXT NOT NULL REFERENCES profile (id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  user_agent TEXT NOT NULL
);
CREATE INDEX device_by_profile ON device (profile_id);

CREATE TABLE application (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  key_hash TEXT NOT NULL UNIQUE,
  scopes TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  revoked_at BIGINT
);

CREATE TABLE account_user (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  domain TEXT NOT NULL,
  name TEXT,
  standing TEXT NOT NULL,
  valid_until BIGINT,
  note TEXT,
  source TEXT,
  decided_by TEXT,
  decided_by_name TEXT,
  decided_at BIGINT,
  created_at BIGINT NOT NULL,
  UNIQUE (account_id, email_key)
);
CREATE INDEX account_user_by_domain ON account_user (account_id, domain);

CREATE TABLE account_use (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  user_id TEXT NOT NULL REFERENCES account_user (id),
  application_id TEXT NOT NULL REFERENCES application (id),
  used_at BIGINT NOT NULL,
  reference TEXT,
  once TEXT NOT NULL,
  UNIQUE (user_id, application_id, once)
);
CREATE INDEX account_use_by_time ON account_use (account_id, used_at);
CREATE INDEX account_use_by_user ON account_use (user_id, used_at);

CREATE TABLE domain_rule (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  list TEXT NOT NULL,
  domain TEXT NOT NULL,
  with_subdomains BOOLEAN NOT NULL,
  added_by TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  UNIQUE (account_id, list, domain)
);

CREATE TABLE request (
  id TEXT PRIMARY KEY,
  number BIGINT NOT NULL,
  account_id TEXT NOT NULL REFERENCES account (id),
  user_id TEXT NOT NULL REFERENCES account_user (id),
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  application_id TEXT NOT NULL REFERENCES application (id),
  name TEXT,
  locale TEXT NOT NULL,
  authenticated BOOLEAN NOT NULL,
  shipment TEXT NOT NULL,
  message TEXT,
  opened_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  last_attempt_at BIGINT NOT NULL,
  told BIGINT NOT NULL,
  state TEXT NOT NULL,
  decided_by TEXT,
  decided_by_name TEXT,
  way TEXT,
  reason TEXT,
  reason_words TEXT,
  closing TEXT,
  ended_at BIGINT,
  status_token TEXT NOT NULL UNIQUE,
  version BIGINT NOT NULL,
  UNIQUE (account_id, number)
);
CREATE UNIQUE INDEX request_one_open ON request (account_id, email_key) WHERE state = 'open';
CREATE INDEX request_by_state ON request (account_id, state, opened_at);
CREATE INDEX request_by_user ON request (user_id, opened_at);

CREATE TABLE decision_link (
  token_hash TEXT PRIMARY KEY,
  request_id TEXT NOT NULL REFERENCES request (id),
  administrator_id TEXT NOT NULL REFERENCES administrator (id)
);

CREATE TABLE one_time_code (
  id TEXT PRIMARY KEY,
  request_id TEXT NOT NULL REFERENCES request (id),
  profile_id TEXT NOT NULL REFERENCES profile (id),
  code_hash TEXT NOT NULL,
  sent_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX one_time_code_by_holder ON one_time_code (profile_id, request_id, sent_at);

CREATE TABLE code_lock (
  request_id TEXT NOT NULL REFERENCES request (id),
  profile_id TEXT NOT NULL REFERENCES profile (id),
  wrong BIGINT NOT NULL,
  locked_until BIGINT,
  PRIMARY KEY (request_id, profile_id)
);

CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  sender TEXT NOT NULL,
  to_email TEXT NOT NULL,
  to_name TEXT NOT NULL,
  locale TEXT NOT NULL,
  subject TEXT NOT NULL,
  html TEXT NOT NULL,
  text TEXT NOT NULL,
  account_id TEXT REFERENCES account (id),
  request_id TEXT REFERENCES request (id),
  profile_id TEXT REFERENCES profile (id),
  code_id TEXT REFERENCES one_time_code (id),
  created_at BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  leased_until BIGINT,
  attempts BIGINT NOT NULL,
  state TEXT NOT NULL,
  ended_at BIGINT,
  last_error TEXT
);
CREATE INDEX outbox_by_turn ON outbox (state, next_at);
CREATE INDEX outbox_by_profile ON outbox (profile_id, kind, created_at);

CREATE TABLE journal (
  account_id TEXT NOT NULL REFERENCES account (id),
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  event TEXT NOT NULL,
  actor TEXT NOT NULL,
  origin TEXT NOT NULL,
  subject TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  personal_digest TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (account_id, seq)
);

CREATE TABLE journal_personal (
  account_id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  salt TEXT NOT NULL,
  fields TEXT NOT NULL,
  PRIMARY KEY (account_id, seq),
  FOREIGN KEY (account_id, seq) REFERENCES journal (account_id, seq)
);
";
