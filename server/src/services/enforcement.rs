//! The switch: from now on the verdict counts, or no longer.

use super::{
    Services, complete,
    journal::{self, Actor, Entry},
    requests::Decided,
};
use crate::{
    error::{Result, ServiceError},
    store::{self, accounts, entity::account, people, requests},
};
use app::view::{AccountChoice, Enforcement, OpenRequests, SwitchForm};
use esecure::{
    Timestamp,
    id::AccountId,
    person::Administrator,
    request::{Closing, Command},
};
use sea_orm::{EntityTrait, QueryFilter, entity::prelude::*, sea_query::Expr};
use serde_json::json;

impl Services {
    /// How the switch stands, with the numbers that belong to pressing it.
    ///
    /// # Errors
    /// As the database.
    pub async fn enforcement(&self, by: &Administrator) -> Result<Enforcement> {
        let account = accounts::get(&self.db, by.account()).await?;
        let calendar = self.calendar(&account, by.person().locale);
        let tally = self.tally(&account).await?;
        let seats = people::seats(&self.db, people::Of::Account(&account.id)).await?;
        let since = account
            .switched_at
            .map(|at| (calendar.when(Timestamp::from_millis(at)), account.switched_by.clone().unwrap_or_default()));
        Ok(Enforcement {
            account: self.account_choice(&account).await?,
            since,
            addresses: tally.addresses,
            may_ship: tally.may_ship,
            administrators: u64::try_from(seats.iter().filter(|s| s.is_active()).count()).unwrap_or(0),
        })
    }

    /// An account as the switcher names it.
    pub(super) async fn account_choice(&self, account: &account::Model) -> Result<AccountChoice> {
        Ok(AccountChoice {
            id: AccountId::parse(&account.id).ok_or_else(|| ServiceError::Stored(account.id.clone()))?,
            company: account.company.clone(),
            number: account.number.clone(),
            enforced: account.enforced,
            open: requests::count_open(&self.db, [account.id.as_str()]).await?,
        })
    }

    /// Switches on or off; every active administrator is mailed. Pressing a switch that stands so already changes nothing.
    ///
    /// # Errors
    /// [`app::AppError::Invalid`] for a wrong password.
    pub async fn switch(&self, by: &Administrator, form: SwitchForm) -> Result<Enforcement> {
        self.confirm_password(by.person(), form.password).await?;
        let (services, by) = (self.clone(), by.clone());
        let (on, open) = (form.on, form.open);
        complete(async move {
            let now = services.now();
            let tx = store::begin(&services.db).await?;
            let account = accounts::lock(&tx, by.account()).await?;
            services.still_active(&tx, &by).await?;
            if account.enforced == on {
                drop(tx);
                return services.enforcement(&by).await;
            }
            account::Entity::update_many()
                .col_expr(account::Column::Enforced, Expr::value(on))
                .col_expr(account::Column::SwitchedAt, Expr::value(now.as_millis()))
                .col_expr(account::Column::SwitchedBy, Expr::value(by.person().name.as_str()))
                .filter(account::Column::Id.eq(account.id.as_str()))
                .exec(&tx)
                .await?;
            let waiting = requests::open(&tx, [account.id.as_str()]).await?;
            let mut closed = Vec::new();
            let entry = Entry {
                event: "enforcement_switched",
                actor: Actor::Person(by.person()),
                origin: "page",
                subject: &account.id,
                before: json!({ "enforced": account.enforced }),
                after: json!({ "enforced": on, "open_requests": if on { None } else { Some(open) } }),
                personal: json!({}),
            };
            journal::append(&tx, &account.id, entry, now).await?;
            if !on && open == OpenRequests::Close {
                for row in waiting {
                    let command = Command::Close(Closing::NotEnforced);
                    let actor = Actor::Person(by.person());
                    if let Decided::Won(row) = services.apply(&tx, &account, row, command, actor, now).await? {
                        closed.push(row.id);
                    }
                }
            }
            services.write_switched(&tx, &account, by.person(), on, closed.len(), now).await?;
            tx.commit().await?;
            services.committed(&account.id, None);
            for id in &closed {
                services.committed(&account.id, Some(id));
            }
            services.enforcement(&by).await
        })
        .await
    }
}
