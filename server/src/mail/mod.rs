//! Mail: what each says (catalogue), how it becomes HTML and text (render), how it waits (outbox), who carries it (worker)
//! and how it leaves (transport).

pub mod catalogue;
pub mod outbox;
mod render;
#[cfg(test)]
mod tests;
pub mod transport;
pub mod worker;
