//! The tables: columns and nothing else. What they mean stands in the migration and in `services`.

pub mod account;
pub mod account_use;
pub mod account_user;
pub mod administrator;
pub mod application;
pub mod code_lock;
pub mod decision_link;
pub mod device;
pub mod domain_rule;
pub mod email_change;
pub mod ending_notice;
pub mod journal;
pub mod journal_address;
pub mod journal_personal;
pub mod one_time_code;
pub mod outbox;
pub mod password_link;
pub mod profile;
pub mod request;
pub mod session;
pub mod switch_notice;
pub mod switch_plan;
pub mod upload;
pub mod upload_address;
pub mod user_application;
