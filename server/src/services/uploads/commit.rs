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
        command::{Author as _, CommandContext},
        decision_overrides::detect_override,
        journal::{Change, Entry, JournalEvent, Origin, PersonalFields, Subject, event::CommittedUpload},
        new_id,
        requests::{ApprovalOptions, NewDecision},
        run_to_completion,
    },
    store::{
        accounts,
        columns::Json,
        entity::{account_user, upload, upload_address},
        standings::{self, NewApproval, StandingRecord},
        uploads,
    },
};
use app::{
    AppError,
    pages::upload::dto::{UploadForm, UploadOutcome, UploadRefusal, Uploaded},
};
use esecure::{
    EmailKey, SingleLine, Standing, Timestamp,
    id::{UploadId, UserId},
    person::Administrator,
    request::DecisionChannel,
    upload::{Day, JudgementKind, Plan, plan::PlannedApproval},
};
use futures::FutureExt as _;
use i18n::upload_error as t;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Seconds within which the same file counts as submitted twice.
const REPEAT_SECONDS: i64 = 24 * 3600;

type KnownUsers = HashMap<EmailKey, account_user::Model>;

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
        let file = match run_blocking(move || file::read(form, &account.id, knowledge)).await? {
            Ok(file) => file,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let committed = self.command(by, move |services, cx| commit(services, cx, file, inputs).boxed()).await?;
        match committed {
            Ok(committed) => committed.outcome(by).await.map(Ok),
            Err(refusal) => Ok(Err(refusal)),
        }
    }
}

/// A file whose addresses are approved, now or by an earlier commit of it.
struct Committed {
    row: upload::Model,
    file: File,
    /// Rows of the file whose addresses the upload approved.
    rows: BTreeSet<usize>,
    /// True if an earlier commit of the file approved them.
    already: bool,
}

/// Judges the file by the account's current data, and approves its chosen addresses.
async fn commit(
    services: &Services,
    cx: &mut CommandContext<Administrator>,
    mut file: File,
    inputs: ClassificationInputs,
) -> Result<std::result::Result<Committed, UploadRefusal>> {
    // The account is locked only now; it may have changed since the file was read.
    if services.classification_inputs(&cx.tx, &cx.account).await? != inputs {
        return Err(AppError::Conflict(t::moved(cx.locale()).to_owned()).into());
    }
    let keys: Vec<EmailKey> = file.judge.unresolved_addresses().map(EmailKey::from_stored).collect();
    let known = uploads::known(&cx.tx, &cx.account.id, &keys).await?;
    apply_known(&mut file.judge, &known, cx.now);
    let plan = Plan::of(&file.judge, &file.ticked);
    let earlier = uploads::of_digest(&cx.tx, &cx.account.id, &file.digest).await?;
    match earlier {
        Some(row) if plan.rows.is_empty() || cx.now < row.uploaded_at.plus_seconds(REPEAT_SECONDS) => {
            cx.roll_back();
            return repeated(cx, file, known, row).await.map(Ok);
        }
        None if plan.rows.is_empty() => {
            cx.roll_back();
            return Ok(Err(UploadRefusal::Nothing));
        }
        _ => {}
    }
    let calendar = services.calendar(&cx.account, cx.locale());
    let end = |day: Day| end_of(day).and_then(|day| calendar.end_of_day(&day));
    let approvals: Vec<NewApproval> =
        plan.approvals(&file.judge, &crate::idn::to_ascii).map(|one| approves(one, end)).collect();
    services.close_requests(cx, &approvals).await?;
    let row = upload_row(cx, &file, &plan, approvals.len());
    services.approve_all(cx, &row, &approvals, &known).await?;
    Ok(Ok(Committed { row, file, rows: plan.rows.into_iter().collect(), already: false }))
}

/// Restores the judgement of an earlier commit of this file, with its addresses as they were then.
async fn repeated(
    cx: &CommandContext<Administrator>,
    mut file: File,
    mut known: KnownUsers,
    row: upload::Model,
) -> Result<Committed> {
    let mut approved = BTreeSet::new();
    for (now, before) in uploads::addresses(&cx.tx, &row.id).await? {
        approved.insert(now.email_key.clone());
        known.insert(now.email_key.clone(), before.applied_to(&now));
    }
    apply_known(&mut file.judge, &known, row.uploaded_at);
    let judge = &file.judge;
    let is_approved = |at: &usize| {
        let email = judge.email(*at, &crate::idn::to_ascii);
        judge.counts(*at) && email.is_some_and(|email| approved.contains(&email.key()))
    };
    let rows = (0..judge.len()).filter(is_approved).collect();
    Ok(Committed { row, file, rows, already: true })
}

fn upload_row(cx: &CommandContext<Administrator>, file: &File, plan: &Plan, approved: usize) -> upload::Model {
    upload::Model {
        id: new_id(UploadId::from_bytes),
        account_id: cx.account.id.clone(),
        digest: file.digest.clone(),
        file: file.name.clone(),
        approved: i64::try_from(approved).unwrap_or(i64::MAX),
        left_out: Json(left_out(plan)),
        uploaded_by: cx.person().profile.clone(),
        uploaded_by_name: cx.person().recorded_name(),
        uploaded_at: cx.now,
        undone_by_name: None,
        undone_at: None,
    }
}

impl Services {
    /// Approves the open requests of these addresses, each with its outcome mail.
    async fn close_requests(&self, cx: &mut CommandContext<Administrator>, approvals: &[NewApproval]) -> Result<()> {
        let keys: Vec<EmailKey> = approvals.iter().map(|one| one.email.key()).collect();
        let open = uploads::open_requests(&cx.tx, &cx.account.id, &keys).await?;
        let open: HashSet<&EmailKey> = open.iter().map(|request| &request.email_key).collect();
        for one in approvals.iter().filter(|one| open.contains(&one.email.key())) {
            let options = ApprovalOptions { until: one.until, note: one.note.clone() };
            let decision = NewDecision::Approve { channel: DecisionChannel::Upload, options };
            if let Some(request) = self.resolve_open_request(cx, &one.email, decision).await? {
                cx.publish(&request.id);
            }
        }
        Ok(())
    }

    /// Stores the approvals of an upload, with the standings that they replace, the journal entries and the mails to
    /// overridden colleagues.
    async fn approve_all(
        &self,
        cx: &CommandContext<Administrator>,
        row: &upload::Model,
        approvals: &[NewApproval],
        known: &KnownUsers,
    ) -> Result<()> {
        let (tx, person) = (&cx.tx, cx.person());
        standings::approve_uploaded(tx, &cx.account.id, person, approvals, cx.now).await?;
        // A concurrent check may have inserted the row of an address; then that row's id is used.
        let new = approvals.iter().map(|one| one.email.key()).filter(|key| !known.contains_key(key));
        let new = uploads::known(tx, &cx.account.id, &new.collect::<Vec<_>>()).await?;
        let (mut entries, mut addresses, mut against) = (Vec::new(), Vec::new(), Vec::new());
        for one in approvals {
            let before = known.get(&one.email.key());
            let user = before.or_else(|| new.get(&one.email.key()));
            let user = user.ok_or_else(|| ServiceError::Stored(one.email.to_string()))?;
            entries.push(entry(&cx.by, one, before, &user.id));
            let becomes = Some(Standing::Approved { until: one.until });
            against.extend(before.and_then(|before| detect_override(before, becomes, person, cx.now)));
            let before = Json(before.map(StandingRecord::from).unwrap_or_default());
            addresses.push(upload_address::Model { upload_id: row.id.clone(), user_id: user.id.clone(), before });
        }
        uploads::store(tx, row.clone(), addresses).await?;
        let committed =
            CommittedUpload { approved: row.approved, left_out: row.left_out.0.clone(), digest: row.digest.clone() };
        entries.push(Entry {
            event: JournalEvent::UploadCommitted(Change::added(committed)),
            actor: cx.by.actor(),
            origin: Origin::Upload,
            subject: Subject::Upload(&row.id),
            personal: PersonalFields::File { file: SingleLine::clean(&row.file) },
        });
        cx.record_all(entries).await?;
        self.notify_overridden(tx, &cx.account, person, &against, None, cx.now).await
    }
}

fn approves(one: PlannedApproval, end: impl Fn(Day) -> Option<Timestamp>) -> NewApproval {
    NewApproval {
        id: new_id(UserId::from_bytes),
        email: one.email,
        name: SingleLine::clean(&one.name),
        until: one.until.and_then(end),
        note: SingleLine::clean(&one.note),
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
    user: &'a UserId,
) -> Entry<'a> {
    let before = before.map(|row| row.standing).unwrap_or_default();
    let after = Standing::Approved { until: one.until };
    Entry {
        event: JournalEvent::StandingChanged(Change::new(before.into(), after.into())),
        actor: by.actor(),
        origin: Origin::Upload,
        subject: Subject::User(user),
        personal: PersonalFields::Standing { email: one.email.key(), note: one.note.clone() },
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

impl Committed {
    /// Builds the result file.
    async fn outcome(self, by: &Administrator) -> Result<UploadOutcome> {
        let Self { row, file, rows, already } = self;
        let locale = by.person().locale;
        let name = result::name(&file.name, locale);
        let (bytes, encoding) =
            run_blocking(move || ResultFile { judge: &file.judge, approved: &rows, locale }.build()).await?;
        Ok(UploadOutcome {
            id: row.id,
            approved: page::count(row.approved),
            left_out: row.left_out.0,
            already,
            result: app::pages::upload::dto::ResultFile { name, bytes, encoding },
        })
    }
}
