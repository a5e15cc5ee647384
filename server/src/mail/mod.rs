//! Mail, from content to delivery.
//!
//! | module | contents |
//! |---|---|
//! | [`catalogue`] | data and text of every mail |
//! | `render` | HTML and text parts from blocks |
//! | [`outbox`] | inserts mails in the transaction of the change |
//! | [`obsolete`] | mails that are dropped instead of sent, and the reasons |
//! | [`worker`] | sends the outbox, with leases and retries |
//! | [`smtp`] | message building and SMTP |

pub mod catalogue;
pub mod obsolete;
pub mod outbox;
mod render;
pub mod smtp;
#[cfg(test)]
mod tests;
pub mod worker;
