//! Access to the stored outbox, and waiting for its state.

use super::App;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use server::store::{
    columns::OutboxState,
    entity::outbox::{self, Model},
};
use std::time::Duration;

impl App {
    /// Loads all outbox mails of a kind.
    pub async fn outbox_of_kind(&self, kind: &str) -> Vec<Model> {
        outbox::Entity::find().filter(outbox::Column::Kind.eq(kind)).all(&self.services.db).await.unwrap()
    }

    /// Loads all mails in the order of their creation.
    pub async fn outbox(&self) -> Vec<Model> {
        outbox::Entity::find().order_by_asc(outbox::Column::CreatedAt).all(&self.services.db).await.unwrap()
    }

    /// Waits until the outbox matches `wanted`.
    pub async fn wait_for_outbox(&self, what: &str, wanted: impl Fn(&[Model]) -> bool) -> Vec<Model> {
        let found = async {
            loop {
                let mails = self.outbox().await;
                if wanted(&mails) {
                    return mails;
                }
                tokio::task::yield_now().await;
            }
        };
        match tokio::time::timeout(Duration::from_secs(120), found).await {
            Ok(mails) => mails,
            Err(_) => panic!("the outbox never is: {what}; it is:\n{}", describe(&self.outbox().await)),
        }
    }

    /// Waits until no mail is queued, advancing the clock to the next attempt whenever all queued mails are waiting
    /// for one.
    pub async fn deliver_all(&self) -> Vec<Model> {
        let now = || self.services.now();
        let settled = |mails: &[Model]| {
            let queued: Vec<_> = mails.iter().filter(|m| m.state == OutboxState::Queued).collect();
            if let Some(next) = queued.iter().map(|m| m.next_at).min()
                && queued.iter().all(|m| m.leased_until.is_none() && m.next_at > now())
            {
                self.advance_clock((next.as_millis() - now().as_millis()) / 1000 + 1);
            }
            queued.is_empty()
        };
        self.wait_for_outbox("delivered", settled).await
    }
}

fn describe(mails: &[Model]) -> String {
    let line = |m: &Model| {
        format!(
            "{} {} {} tries {} {:?} leased {:?}",
            m.kind.code(),
            m.to_email,
            m.state.code(),
            m.attempts,
            m.last_error,
            m.leased_until
        )
    };
    mails.iter().map(line).collect::<Vec<_>>().join("\n")
}
