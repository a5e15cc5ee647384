//! Commits a file: approves all its chosen addresses in one transaction, or none.
//!
//! # Idempotence
//! The digest of a file identifies its upload. Within a day, submitting it again changes nothing, even if a colleague
//! has decided otherwise meanwhile. Submitting it later changes nothing either, as long as the file has no address
//! to approve. After a day, a file with an address to approve again (a decision was cleared, a domain removed) is a
//! new upload; so is a file whose upload was undone.

use super::{
    apply_known,
    file::{self, File},
    page::{self, ClassificationInputs},
    result::{self, ResultFile},
    run_blocking,
};
use crate::{
    error::{Result, ServiceError},
    services::{
        Services,
        decision_overrides::detect_override,
        journal::{self, Actor, Entry},
        new_id,
        requests::{ApprovalOptions, NewDecision},
        run_to_completion,
    },
    store::{
        self, accounts,
        entity::{account, account_user, upload, upload_address},
        uploads::{self, NewApproval, PreviousStanding},
    },
};
use app::{
    AppError,
    pages::upload::dto::{UploadForm, UploadOutcome, UploadRefusal, Uploaded},
};
use esecure::{
    Standing, Timestamp,
    id::{UploadId, UserId},
    person::Administrator,
    request::DecisionChannel,
    upload::{Day, JudgementKind, Plan, plan::PlannedApproval},
};
use i18n::upload_error as t;
use sea_orm::DatabaseTransaction;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};

/// Seconds within which the same file counts as submitted twice.
const REPEAT_SECONDS: i64 = 24 * 3600;

type KnownUsers = HashMap<String, account_user::Model>;

impl Services {
    /// Reads and judges a file, and approves its chosen addresses. Closes their open requests, with the outcome mail,
    /// and notifies colleagues whose rejections were ticked.
    ///
    /// # Errors
    /// [`AppError::Conflict`] if the authorised domains changed meanwhile, [`AppError::Forbidden`] for a removed seat.
    /// A refused file is not an error; the result contains the reason.
    pub async fn commit_upload(&self, by: &Administrator, form: UploadForm) -> Result<Uploaded> {
        let (services, by) = (self.clone(), by.clone());
        run_to_completion(async move { services.commit_file(&by, form).await }).await
    }

    async fn commit_file(&self, by: &Administrator, form: UploadForm) -> Result<Uploaded> {
        // Reads at most two files at a time: a large one may take some hundred megabytes.
        let _permit = self.files.acquire().await.map_err(|error| ServiceError::Internal(error.to_string()))?;
        let account = accounts::get(&self.db, by.account()).await?;
        let inputs = self.classification_inputs(&self.db, &account).await?;
        let domains = self.known_domains(&self.db, &account).await?;
        let knowledge = inputs.clone().knowledge(domains, Some(by.person().email.clone()));
        // Read before the account is locked, so that other commands do not wait.
        let mut file = match run_blocking(move || file::read(form, &account.id, knowledge)).await? {
            Ok(file) => file,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let tx = store::begin(&self.db).await?;
        let account = accounts::lock_and_bump_version(&tx, by.account()).await?;
        self.ensure_active(&tx, by).await?;
        self.ensure_unchanged(&tx, &account, &inputs, by).await?;
        let now = self.now();
        let keys: Vec<String> = file.judge.unresolved_addresses().map(str::to_owned).collect();
        let known = uploads::known(&tx, &account.id, &keys).await?;
        apply_known(&mut file.judge, &known, now);
        let plan = Plan::of(&file.judge, &file.ticked);
        let earlier = uploads::of_digest(&tx, &account.id, &file.digest).await?;
        match earlier {
            Some(row) if plan.rows.is_empty() || now.as_millis() - row.uploaded_at < REPEAT_SECONDS * 1000 => {
                return self.repeat_outcome(&tx, by, file, known, row).await.map(Ok);
            }
            None if plan.rows.is_empty() => return Ok(Err(UploadRefusal::Nothing)),
            _ => {}
        }
        let calendar = self.calendar(&account, by.person().locale);
        let end = |day: Day| end_of(day).and_then(|day| calendar.end_of_day(&day));
        let approves: Vec<NewApproval> =
            plan.approvals(&file.judge, &crate::idn::to_ascii).map(|one| approves(one, end)).collect();
        let (row, closed) = self.approve_all(&tx, &account, by, (&file, &plan), &approves, &known).await?;
        tx.commit().await?;
        self.publish_changes(&account, &closed);
        outcome(row, file, plan.rows.into_iter().collect(), by, false).await.map(Ok)
    }

    /// Checks that the data by which the file was judged is unchanged, now that the account is locked.
    async fn ensure_unchanged(
        &self,
        tx: &DatabaseTransaction,
        account: &account::Model,
        inputs: &ClassificationInputs,
        by: &Administrator,
    ) -> Result<()> {
        if self.classification_inputs(tx, account).await? == *inputs {
            return Ok(());
        }
        Err(AppError::Conflict(t::moved(by.person().locale).to_owned()).into())
    }

    /// Rebuilds the outcome of an earlier commit of this file, with its addresses as they were then.
    async fn repeat_outcome(
        &self,
        tx: &DatabaseTransaction,
        by: &Administrator,
        mut file: File,
        mut known: KnownUsers,
        row: upload::Model,
    ) -> Result<UploadOutcome> {
        let mut approved = BTreeSet::new();
        for (now, before) in uploads::addresses(tx, &row.id).await? {
            approved.insert(now.email_key.clone());
            known.insert(now.email_key.clone(), before.applied_to(&now));
        }
        apply_known(&mut file.judge, &known, Timestamp::from_millis(row.uploaded_at));
        let judge = &file.judge;
        let is_approved = |at: &usize| {
            let email = judge.email(*at, &crate::idn::to_ascii);
            judge.counts(*at) && email.is_some_and(|email| approved.contains(email.canonical()))
        };
        let rows = (0..judge.len()).filter(is_approved).collect();
        outcome(row, file, rows, by, true).await
    }

    /// Approves all addresses within `tx`. Returns the upload, and the ids of the requests that it closed.
    async fn approve_all(
        &self,
        tx: &DatabaseTransaction,
        account: &account::Model,
        by: &Administrator,
        (file, plan): (&File, &Plan),
        approves: &[NewApproval],
        known: &KnownUsers,
    ) -> Result<(upload::Model, Vec<String>)> {
        let (now, person) = (self.now(), by.person());
        let keys: Vec<String> = approves.iter().map(|one| one.email.canonical().to_owned()).collect();
        let mut closed = Vec::new();
        let open = uploads::open_requests(tx, &account.id, &keys).await?;
        let asks = |one: &&NewApproval| open.iter().any(|request| request.email_key == one.email.canonical());
        for one in approves.iter().filter(asks) {
            let terms = ApprovalOptions { until: one.until, note: one.note.clone() };
            let decision = NewDecision::Approve { way: DecisionChannel::Upload, options: terms };
            let request = self.resolve_open_request(tx, account, &one.email, by, decision).await?;
            closed.extend(request.map(|request| request.id));
        }
        uploads::approve(tx, &account.id, (person.profile.as_str(), &person.name), approves, now).await?;
        // A concurrent check may have inserted the row of an address; then that row's id is used.
        let made: Vec<String> = keys.iter().filter(|key| !known.contains_key(*key)).cloned().collect();
        let made = uploads::known(tx, &account.id, &made).await?;

        let id = new_id(UploadId::from_bytes).to_string();
        let (mut entries, mut addresses, mut against) = (Vec::new(), Vec::new(), Vec::new());
        for one in approves {
            let before = known.get(one.email.canonical());
            let row = before.or_else(|| made.get(one.email.canonical()));
            let row = row.ok_or_else(|| ServiceError::Stored(one.email.to_string()))?;
            entries.push(entry(by, one, before, &row.id));
            let becomes = Some(Standing::Approved { until: one.until });
            against.extend(before.and_then(|before| detect_override(before, becomes, person, now)));
            let before = serde_json::to_string(&PreviousStanding::of(before))
                .map_err(|e| ServiceError::Internal(e.to_string()))?;
            addresses.push(upload_address::Model { upload_id: id.clone(), user_id: row.id.clone(), before });
        }
        let row = upload::Model {
            id,
            account_id: account.id.clone(),
            digest: file.digest.clone(),
            file: file.name.clone(),
            approved: i64::try_from(approves.len()).unwrap_or(i64::MAX),
            left_out: json!(left_out(plan)).to_string(),
            uploaded_by: person.profile.to_string(),
            uploaded_by_name: person.name.clone(),
            uploaded_at: now.as_millis(),
            undone_by_name: None,
            undone_at: None,
        };
        uploads::store(tx, row.clone(), addresses).await?;
        entries.push(Entry {
            event: "upload_committed",
            actor: Actor::Person(person),
            origin: "upload",
            subject: &row.id,
            before: Value::Null,
            after: json!({ "approved": row.approved, "left_out": left_out(plan), "digest": row.digest }),
            personal: json!({ "file": row.file }),
        });
        journal::append_all(tx, &account.id, entries, now).await?;
        self.notify_overridden(tx, account, person, &against, None, now).await?;
        Ok((row, closed))
    }
}

fn approves(one: PlannedApproval, end: impl Fn(Day) -> Option<Timestamp>) -> NewApproval {
    let some = |text: String| (!text.is_empty()).then_some(text);
    NewApproval {
        id: new_id(UserId::from_bytes).to_string(),
        email: one.email,
        name: some(one.name),
        until: one.until.and_then(end),
        note: some(one.note),
    }
}

/// Formats a day for the calendar. Spreadsheets write the year 9999 for an approval without an end.
fn end_of(day: Day) -> Option<String> {
    (day.year < 9999).then(|| format!("{:04}-{:02}-{:02}", day.year, day.month, day.day))
}

fn entry<'a>(
    by: &'a Administrator,
    one: &NewApproval,
    before: Option<&account_user::Model>,
    user: &'a str,
) -> Entry<'a> {
    let until = one.until.map(crate::calendar::utc);
    Entry {
        event: "standing_changed",
        actor: Actor::Person(by.person()),
        origin: "upload",
        subject: user,
        before: json!({ "standing": before.map_or("undecided", |row| &row.standing) }),
        after: match until {
            Some(until) => json!({ "standing": "approved", "until": until }),
            None => json!({ "standing": "approved" }),
        },
        personal: json!({ "email": one.email.canonical(), "note": one.note }),
    }
}

/// Counts the rows that a plan leaves out, by judgement.
fn left_out(plan: &Plan) -> Vec<(JudgementKind, u64)> {
    let of = |kind: JudgementKind| match kind {
        JudgementKind::New => 0,
        JudgementKind::Doubtful => plan.doubtful_left_out(),
        JudgementKind::PreviouslyRejected => plan.rejected_left_out(),
        kind => plan.summary.count(kind),
    };
    let counts = JudgementKind::ALL.into_iter().map(|kind| (kind, u64::try_from(of(kind)).unwrap_or(u64::MAX)));
    counts.filter(|(_, rows)| *rows > 0).collect()
}

async fn outcome(
    row: upload::Model,
    file: File,
    approved: BTreeSet<usize>,
    by: &Administrator,
    already: bool,
) -> Result<UploadOutcome> {
    let locale = by.person().locale;
    let name = result::name(&file.name, locale);
    let (bytes, encoding) =
        run_blocking(move || ResultFile { judge: &file.judge, approved: &approved, locale }.build()).await?;
    Ok(UploadOutcome {
        id: UploadId::parse(&row.id).ok_or_else(|| ServiceError::Stored(row.id.clone()))?,
        approved: page::count(row.approved),
        left_out: page::left_out(&row.left_out)?,
        already,
        result: app::pages::upload::dto::ResultFile { name, bytes, encoding },
    })
}
