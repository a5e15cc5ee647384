//! Profiles: the *Create password* link, the terms, and what a person may change about themself.

use super::{
    Services, complete,
    journal::{self, Actor, Entry},
    passwords,
};
use crate::{
    error::{Result, ServiceError},
    store::{
        self,
        entity::{password_link, profile},
        people,
    },
    tokens,
};
use app::{
    AppError,
    error::Problem,
    locales::error as t,
    session::SignedIn,
    view::{AccountChoice, ProfileForm, TERMS_VERSION, Viewer},
};
use esecure::{Locale, Timestamp, person::Person};
use sea_orm::{
    ConnectionTrait, EntityTrait, QueryFilter, Set, UpdateMany,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait as _},
};
use serde_json::{Value, json};

/// Hours for which a *Create password* link holds.
pub const LINK_HOURS: i64 = 72;
/// Seconds between two such mails to one profile.
const RESEND_SECONDS: i64 = 60;

/// Where a *Create password* link stands.
#[derive(Debug, Clone)]
pub enum PasswordLink {
    /// It sets the password of this profile.
    Good(Box<profile::Model>),
    /// Expired or used: a new one can be sent.
    Over(Box<profile::Model>),
    /// Nothing of ours.
    Unknown,
}

/// What the create-password page sends.
#[derive(Debug, Clone)]
pub struct NewPassword {
    /// Name and phone, language.
    pub profile: ProfileForm,
    /// The password.
    pub password: String,
}

impl Services {
    /// Makes a link for the *Create password* mail. Earlier ones keep working: whoever knows the address, or opens an old
    /// mail, can ask for a new one, and must not take the holder's away.
    pub(super) async fn password_link<C: ConnectionTrait>(&self, tx: &C, profile: &str) -> Result<String> {
        let now = self.now();
        let token = tokens::locator();
        password_link::Entity::insert(password_link::ActiveModel {
            token_hash: Set(tokens::hash(&token)),
            profile_id: Set(profile.to_owned()),
            created_at: Set(now.as_millis()),
            expires_at: Set(now.plus_seconds(LINK_HOURS * 3600).as_millis()),
            used_at: Set(None),
        })
        .exec_without_returning(tx)
        .await?;
        Ok(token)
    }

    /// Where a link stands.
    ///
    /// # Errors
    /// As the database.
    pub async fn find_password_link(&self, token: &str) -> Result<PasswordLink> {
        let Some(link) = people::password_link(&self.db, &tokens::hash(token)).await? else {
            return Ok(PasswordLink::Unknown);
        };
        let profile = Box::new(people::profile(&self.db, &link.profile_id).await?);
        let good = link.used_at.is_none() && link.expires_at > self.now().as_millis();
        Ok(if good { PasswordLink::Good(profile) } else { PasswordLink::Over(profile) })
    }

    /// Sends the *Create password* mail again: from the page of a link that is over, or for a forgotten password. Says
    /// nothing about whether the address has a profile; at most one a minute.
    ///
    /// # Errors
    /// As the database.
    pub async fn resend_password_link(&self, profile: profile::Model) -> Result<()> {
        let services = self.clone();
        complete(async move {
            let tx = store::begin(&services.db).await?;
            if !link_is_young(&tx, &profile.id, services.now()).await? {
                services.write_create_password(&tx, &profile, None, None).await?;
                tx.commit().await?;
                services.mail_waits();
            }
            Ok(())
        })
        .await
    }

    /// A forgotten password: mails a link if the address has a profile.
    ///
    /// # Errors
    /// As the database.
    pub async fn forgot_password(&self, email: &str) -> Result<()> {
        let Ok(email) = super::parse_email(email) else {
            return Ok(());
        };
        match people::profile_by_email(&self.db, &email).await? {
            Some(profile) => self.resend_password_link(profile).await,
            None => Ok(()),
        }
    }

    /// Sets the password behind a link and completes the profile. Every session and remembered device of the profile
    /// ends: whoever sets a new password may have lost the old one to somebody.
    ///
    /// # Errors
    /// [`AppError::Invalid`] by field, [`AppError::NotFound`] for a link that no longer holds.
    pub async fn create_password(&self, token: &str, form: NewPassword, reader: Locale) -> Result<()> {
        let PasswordLink::Good(profile) = self.find_password_link(token).await? else {
            return Err(AppError::NotFound.into());
        };
        let locale = Locale::from_tag(&form.profile.locale).unwrap_or(reader);
        let mut problems = profile_problems(&form.profile, reader);
        let known = [profile.email.as_str(), form.profile.name.as_str()];
        if let Some(text) = passwords::problem(&form.password, &known, reader) {
            problems.push(Problem { field: "password".to_owned(), text });
        }
        if !problems.is_empty() {
            return Err(ServiceError::fields(problems));
        }
        let hash = self.hash_password(form.password).await?;
        let (services, token) = (self.clone(), tokens::hash(token));
        complete(async move {
            let now = services.now();
            let tx = store::begin(&services.db).await?;
            let used = password_link::Entity::update_many()
                .col_expr(password_link::Column::UsedAt, Expr::value(now.as_millis()))
                .filter(password_link::Column::TokenHash.eq(token))
                .filter(password_link::Column::UsedAt.is_null())
                .exec(&tx)
                .await?;
            if used.rows_affected == 0 {
                return Err(AppError::NotFound.into());
            }
            // Nor does any other link of this profile work from now on.
            password_link::Entity::update_many()
                .col_expr(password_link::Column::UsedAt, Expr::value(now.as_millis()))
                .filter(password_link::Column::ProfileId.eq(profile.id.as_str()))
                .filter(password_link::Column::UsedAt.is_null())
                .exec(&tx)
                .await?;
            save(&tx, &profile.id, &form.profile, locale, |update| {
                update.col_expr(profile::Column::PasswordHash, Expr::value(hash))
            })
            .await?;
            end_all_proofs(&tx, &profile.id).await?;
            tx.commit().await?;
            Ok(())
        })
        .await
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// As the database.
    pub async fn viewer(&self, who: &SignedIn) -> Result<Viewer> {
        let profile = people::profile(&self.db, who.person.profile.as_str()).await?;
        let holds = people::seats(&self.db, people::Of::Profile(&profile.id)).await?;
        // The version first: what changes from here on is a newer one.
        let version = self.version_of(&who.seats).await?;
        let mut accounts: Vec<AccountChoice> = Vec::new();
        for seat in &who.seats {
            let account = store::accounts::get(&self.db, seat.account()).await?;
            accounts.push(self.account_choice(&account).await?);
        }
        Ok(Viewer {
            name: profile.name.clone(),
            email: profile.email.clone(),
            phone: profile.phone.clone(),
            locale: who.person.locale,
            share_contact: profile.share_contact,
            shortcuts: profile.shortcuts,
            terms_wanted: !holds.is_empty() && !people::is_ready(&profile),
            version,
            accounts,
        })
    }

    /// accepts the terms in force.
    ///
    /// # Errors
    /// [`AppError::Conflict`] where newer terms are in force.
    pub async fn accept_terms(&self, person: &Person, version: u32) -> Result<()> {
        if version != TERMS_VERSION {
            return Err(AppError::Conflict(t::terms_changed(person.locale).to_owned()).into());
        }
        let tx = store::begin(&self.db).await?;
        let accepted = profile::Entity::update_many()
            .col_expr(profile::Column::TermsVersion, Expr::value(i64::from(version)))
            .col_expr(profile::Column::TermsAcceptedAt, Expr::value(self.now().as_millis()))
            .filter(profile::Column::Id.eq(person.profile.as_str()))
            .filter(profile::Column::TermsVersion.is_null().or(profile::Column::TermsVersion.lt(i64::from(version))))
            .exec(&tx)
            .await?;
        if accepted.rows_affected == 1 {
            self.journal_everywhere(&tx, person, "terms_accepted", json!(null), json!({ "version": version })).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Writes what a person changed about themself into the journal of every account they hold a seat on.
    async fn journal_everywhere<C: ConnectionTrait>(
        &self,
        tx: &C,
        person: &Person,
        event: &'static str,
        before: Value,
        after: Value,
    ) -> Result<()> {
        for seat in people::seats(tx, people::Of::Profile(person.profile.as_str())).await? {
            let (account, ..) = seat.ids()?;
            store::accounts::lock(tx, &account).await?;
            let entry = Entry {
                event,
                actor: Actor::Person(person),
                origin: "page",
                subject: &seat.seat.id,
                before: before.clone(),
                after: after.clone(),
                personal: json!({}),
            };
            journal::append(tx, account.as_str(), entry, self.now()).await?;
        }
        Ok(())
    }

    /// Saves name, phone, language and consent.
    ///
    /// # Errors
    /// [`AppError::Invalid`] by field.
    pub async fn save_profile(&self, person: &Person, form: ProfileForm) -> Result<()> {
        let problems = profile_problems(&form, person.locale);
        if !problems.is_empty() {
            return Err(ServiceError::fields(problems));
        }
        let locale = Locale::from_tag(&form.locale).unwrap_or(person.locale);
        save(&self.db, person.profile.as_str(), &form, locale, |update| {
            update.col_expr(profile::Column::Shortcuts, Expr::value(form.shortcuts))
        })
        .await?;
        self.share_contact(person, form.share_contact).await
    }

    /// the E-mail consent ID.
    ///
    /// # Errors
    /// As the database.
    pub async fn share_contact(&self, person: &Person, on: bool) -> Result<()> {
        let tx = store::begin(&self.db).await?;
        let changed = profile::Entity::update_many()
            .col_expr(profile::Column::ShareContact, Expr::value(on))
            .filter(profile::Column::Id.eq(person.profile.as_str()))
            .filter(profile::Column::ShareContact.ne(on))
            .exec(&tx)
            .await?;
        if changed.rows_affected == 1 {
            let (before, after) = (json!({ "share_contact": !on }), json!({ "share_contact": on }));
            self.journal_everywhere(&tx, person, "contact_consent_changed", before, after).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Whether the last *Create password* mail to a profile is too young for another.
pub(super) async fn link_is_young<C: ConnectionTrait>(tx: &C, profile: &str, now: Timestamp) -> Result<bool> {
    let recent = password_link::Entity::find()
        .filter(password_link::Column::ProfileId.eq(profile))
        .filter(password_link::Column::CreatedAt.gt(now.plus_seconds(-RESEND_SECONDS).as_millis()))
        .one(tx)
        .await?;
    Ok(recent.is_some())
}

/// What is wrong with a person's name.
pub(super) fn name_problem(name: &str, locale: Locale) -> Option<Problem> {
    let name = name.trim();
    let wrong = name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control);
    wrong.then(|| Problem { field: "name".to_owned(), text: t::name(locale).to_owned() })
}

fn profile_problems(form: &ProfileForm, locale: Locale) -> Vec<Problem> {
    let mut problems: Vec<Problem> = name_problem(&form.name, locale).into_iter().collect();
    let phone = form.phone.trim();
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    if !phone.is_empty() && (digits < 6 || phone.len() > 40 || !phone.chars().all(|c| "+0123456789 -()./".contains(c)))
    {
        problems.push(Problem { field: "phone".to_owned(), text: t::phone(locale).to_owned() });
    }
    problems
}

async fn save<C: ConnectionTrait>(
    db: &C,
    id: &str,
    form: &ProfileForm,
    locale: Locale,
    more: impl FnOnce(UpdateMany<profile::Entity>) -> UpdateMany<profile::Entity>,
) -> Result<()> {
    let phone = form.phone.trim();
    let update = profile::Entity::update_many()
        .col_expr(profile::Column::Name, Expr::value(form.name.trim()))
        .col_expr(profile::Column::Phone, Expr::value((!phone.is_empty()).then(|| phone.to_owned())))
        .col_expr(profile::Column::Locale, Expr::value(locale.code()))
        .filter(profile::Column::Id.eq(id));
    more(update).exec(db).await?;
    Ok(())
}

async fn end_all_proofs<C: ConnectionTrait>(tx: &C, profile: &str) -> Result<()> {
    use crate::store::entity::session;
    session::Entity::delete_many().filter(session::Column::ProfileId.eq(profile)).exec(tx).await?;
    forget_devices(tx, profile).await
}

/// Ends the remembered devices of a profile.
pub(super) async fn forget_devices<C: ConnectionTrait>(tx: &C, profile: &str) -> Result<()> {
    use crate::store::entity::device;
    device::Entity::delete_many().filter(device::Column::ProfileId.eq(profile)).exec(tx).await?;
    Ok(())
}
