//! Switches enforcement on or off, for a manual and a scheduled switch alike.

use crate::{
    calendar::utc,
    error::Result,
    services::{
        Services,
        journal::{self, Actor, Entry},
        requests::DecideOutcome,
        run_to_completion,
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
pub(crate) enum SwitchedBy<'a> {
    Person(&'a Person),
    /// The scheduled time of this plan.
    Plan(&'a switch_plan::Model),
}

impl<'a> SwitchedBy<'a> {
    /// Returns the name of the responsible administrator.
    pub(crate) fn name(self) -> &'a str {
        match self {
            Self::Person(person) => &person.name,
            Self::Plan(plan) => &plan.set_by_name,
        }
    }
}

#[derive(Clone, Copy)]
pub(super) enum Target {
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
        self.check_password_limited(by.person(), form.password, "password").await?;
        let (services, by) = (self.clone(), by.clone());
        let target = if form.on { Target::On } else { Target::Off(form.open) };
        run_to_completion(async move {
            let tx = store::begin(&services.db).await?;
            let account = accounts::lock_and_bump_version(&tx, by.account()).await?;
            services.ensure_active(&tx, &by).await?;
            if account.enforced == form.on {
                drop(tx);
                return services.enforcement(&by).await;
            }
            let closed = services.set_enforcement(&tx, &account, SwitchedBy::Person(by.person()), target).await?;
            tx.commit().await?;
            services.publish_switch(&account, &closed);
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
        switched_by: SwitchedBy<'_>,
        target: Target,
    ) -> Result<Vec<String>> {
        let now = self.now();
        let on = matches!(target, Target::On);
        account::Entity::update_many()
            .col_expr(account::Column::Enforced, Expr::value(on))
            .col_expr(account::Column::SwitchedAt, Expr::value(now.as_millis()))
            .col_expr(account::Column::SwitchedBy, Expr::value(switched_by.name()))
            .filter(account::Column::Id.eq(account.id.as_str()))
            .exec(tx)
            .await?;
        let plan = switch_plans::waiting(tx, &account.id).await?;
        if let Some(plan) = &plan {
            let ending = if matches!(switched_by, SwitchedBy::Plan(_)) { Ending::Switched } else { Ending::Overtaken };
            switch_plans::end(tx, &plan.id, ending, now).await?;
        }
        let entry = Entry {
            event: "enforcement_switched",
            actor: match switched_by {
                SwitchedBy::Person(person) => Actor::Person(person),
                SwitchedBy::Plan(_) => Actor::System,
            },
            origin: if matches!(switched_by, SwitchedBy::Plan(_)) { "schedule" } else { "page" },
            subject: &account.id,
            before: json!({ "enforced": account.enforced, "scheduled_for": plan.as_ref().map(scheduled_time) }),
            after: match target {
                Target::On => json!({ "enforced": true, "set_by": set_by(switched_by) }),
                Target::Off(open) => json!({ "enforced": false, "open_requests": open }),
            },
            personal: json!({}),
        };
        journal::append(tx, &account.id, entry, now).await?;
        let waiting = requests::open(tx, [account.id.as_str()]).await?;
        let mut closed = Vec::new();
        match (target, switched_by) {
            (Target::On, _) => self.extend_expiry(tx, account, &waiting).await?,
            (Target::Off(OpenRequests::Close), SwitchedBy::Person(person)) => {
                for row in waiting {
                    let command = Command::Close(CloseReason::NotEnforced);
                    let closing = self.apply_command(tx, account, row, command, Actor::Person(person), now);
                    if let DecideOutcome::Applied(row) = closing.await? {
                        closed.push(row.id);
                    }
                }
            }
            (Target::Off(_), _) => {}
        }
        self.write_switched(tx, account, switched_by, on, closed.len()).await?;
        Ok(closed)
    }

    /// Publishes the changes after the commit of [`Self::set_enforcement`].
    pub(super) fn publish_switch(&self, account: &account::Model, closed: &[String]) {
        self.publish_commit(&account.id, None);
        for id in closed {
            self.publish_commit(&account.id, Some(id));
        }
    }

    /// Extends the expiry of open requests by the days that enforcement was off: their time does not run meanwhile
    ///
    async fn extend_expiry(
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
pub(super) fn scheduled_time(plan: &switch_plan::Model) -> String {
    utc(Timestamp::from_millis(plan.switch_at))
}

fn set_by(hand: SwitchedBy<'_>) -> Option<&str> {
    match hand {
        SwitchedBy::Person(_) => None,
        SwitchedBy::Plan(plan) => Some(&plan.set_by),
    }
}
