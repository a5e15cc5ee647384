//! Switches enforcement on or off, for a manual and a scheduled switch alike.

use crate::{
    calendar::utc,
    error::Result,
    services::{
        Services, complete,
        journal::{self, Actor, Entry},
        requests::Decided,
    },
    store::{
        self, accounts,
        entity::{account, request, switch_plan},
        requests,
        switch_plans::{self, Ending},
    },
};
use app::pages::enforcement::dto::{Enforcement, OpenRequests, SwitchForm};
use esecure::{
    Locale, Timestamp,
    person::{Administrator, Person},
    request::{CloseReason, Command},
};
use sea_orm::{DatabaseTransaction, EntityTrait, QueryFilter, entity::prelude::*, sea_query::Expr};
use serde_json::json;

/// Origin of a switch.
#[derive(Clone, Copy)]
pub(in crate::services) enum Hand<'a> {
    Person(&'a Person),
    /// The scheduled time of this plan.
    Plan(&'a switch_plan::Model),
}

impl<'a> Hand<'a> {
    /// Returns the name of the responsible administrator.
    pub(in crate::services) fn name(self) -> &'a str {
        match self {
            Self::Person(person) => &person.name,
            Self::Plan(plan) => &plan.set_by_name,
        }
    }
}

#[derive(Clone, Copy)]
pub(super) enum Turn {
    On,
    Off(OpenRequests),
}

impl Services {
    /// Switches enforcement on or off and mails every active administrator. Does nothing if it is already in that
    /// state.
    ///
    /// # Errors
    /// [`app::AppError::Invalid`] for a wrong password.
    pub async fn switch(&self, by: &Administrator, form: SwitchForm) -> Result<Enforcement> {
        self.prove(by.person(), form.password, "password").await?;
        let (services, by) = (self.clone(), by.clone());
        let turn = if form.on { Turn::On } else { Turn::Off(form.open) };
        complete(async move {
            let tx = store::begin(&services.db).await?;
            let account = accounts::lock(&tx, by.account()).await?;
            services.still_active(&tx, &by).await?;
            if account.enforced == form.on {
                drop(tx);
                return services.enforcement(&by).await;
            }
            let closed = services.set_enforcement(&tx, &account, Hand::Person(by.person()), turn).await?;
            tx.commit().await?;
            services.turned(&account, &closed);
            services.enforcement(&by).await
        })
        .await
    }

    /// Switches an account to the opposite state and updates its plan, open requests, journal and mails. The caller
    /// must hold the account's row lock. Returns the closed requests.
    pub(super) async fn set_enforcement(
        &self,
        tx: &DatabaseTransaction,
        account: &account::Model,
        hand: Hand<'_>,
        turn: Turn,
    ) -> Result<Vec<String>> {
        let now = self.now();
        let on = matches!(turn, Turn::On);
        account::Entity::update_many()
            .col_expr(account::Column::Enforced, Expr::value(on))
            .col_expr(account::Column::SwitchedAt, Expr::value(now.as_millis()))
            .col_expr(account::Column::SwitchedBy, Expr::value(hand.name()))
            .filter(account::Column::Id.eq(account.id.as_str()))
            .exec(tx)
            .await?;
        let plan = switch_plans::waiting(tx, &account.id).await?;
        if let Some(plan) = &plan {
            let ending = if matches!(hand, Hand::Plan(_)) { Ending::Switched } else { Ending::Overtaken };
            switch_plans::end(tx, &plan.id, ending, now).await?;
        }
        let entry = Entry {
            event: "enforcement_switched",
            actor: match hand {
                Hand::Person(person) => Actor::Person(person),
                Hand::Plan(_) => Actor::System,
            },
            origin: if matches!(hand, Hand::Plan(_)) { "schedule" } else { "page" },
            subject: &account.id,
            before: json!({ "enforced": account.enforced, "scheduled_for": plan.as_ref().map(at) }),
            after: match turn {
                Turn::On => json!({ "enforced": true, "set_by": set_by(hand) }),
                Turn::Off(open) => json!({ "enforced": false, "open_requests": open }),
            },
            personal: json!({}),
        };
        journal::append(tx, &account.id, entry, now).await?;
        let waiting = requests::open(tx, [account.id.as_str()]).await?;
        let mut closed = Vec::new();
        match (turn, hand) {
            (Turn::On, _) => self.count_days_again(tx, account, &waiting).await?,
            (Turn::Off(OpenRequests::Close), Hand::Person(person)) => {
                for row in waiting {
                    let command = Command::Close(CloseReason::NotEnforced);
                    let closing = self.apply(tx, account, row, command, Actor::Person(person), now);
                    if let Decided::Won(row) = closing.await? {
                        closed.push(row.id);
                    }
                }
            }
            (Turn::Off(_), _) => {}
        }
        self.write_switched(tx, account, hand, on, closed.len()).await?;
        Ok(closed)
    }

    /// Publishes the changes after the commit of [`Self::set_enforcement`].
    pub(super) fn turned(&self, account: &account::Model, closed: &[String]) {
        self.committed(&account.id, None);
        for id in closed {
            self.committed(&account.id, Some(id));
        }
    }

    /// Extends the expiry of open requests by the days that enforcement was off: their time does not run meanwhile
    ///
    async fn count_days_again(
        &self,
        tx: &DatabaseTransaction,
        account: &account::Model,
        waiting: &[request::Model],
    ) -> Result<()> {
        let calendar = self.calendar(account, Locale::En);
        for row in waiting {
            let stopped = Timestamp::from_millis(account.switched_at.unwrap_or_default().max(row.opened_at));
            let ends = calendar.moved_on(Timestamp::from_millis(row.expires_at), stopped, self.now());
            if ends.as_millis() != row.expires_at {
                request::Entity::update_many()
                    .col_expr(request::Column::ExpiresAt, Expr::value(ends.as_millis()))
                    .filter(request::Column::Id.eq(row.id.as_str()))
                    .exec(tx)
                    .await?;
            }
        }
        Ok(())
    }
}

/// Formats the scheduled time of a plan for the journal.
pub(super) fn at(plan: &switch_plan::Model) -> String {
    utc(Timestamp::from_millis(plan.switch_at))
}

fn set_by(hand: Hand<'_>) -> Option<&str> {
    match hand {
        Hand::Person(_) => None,
        Hand::Plan(plan) => Some(&plan.set_by),
    }
}
