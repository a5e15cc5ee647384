//! Identifiers and JSON texts: what the version before the typed rows stored, and what is refused.

use super::probe::Probe;
use crate::support::App;
use esecure::{
    SingleLine, Timestamp,
    id::{
        AccountId, AdministratorId, AnnouncementId, ApplicationId, DomainRuleId, MailId, ProfileId, RequestId,
        SwitchPlanId, UploadId, UserId,
    },
    policy::{StandingKind, StandingSource},
    shipment::{Money, Place, Shipment},
    upload::JudgementKind,
};
use proptest::{
    prelude::{Strategy as _, any},
    strategy::ValueTree as _,
    test_runner::TestRunner,
};
use sea_orm::{EntityTrait, Value};
use server::store::{
    columns::Json,
    entity::{request, upload, upload_address},
    standings::StandingRecord,
};
use std::fmt::Debug;

/// An identifier of each type that a column holds.
fn ids() -> [String; 11] {
    let n = [7; 16];
    [
        AccountId::from_bytes(n).to_string(),
        ProfileId::from_bytes(n).to_string(),
        AdministratorId::from_bytes(n).to_string(),
        ApplicationId::from_bytes(n).to_string(),
        UserId::from_bytes(n).to_string(),
        DomainRuleId::from_bytes(n).to_string(),
        RequestId::from_bytes(n).to_string(),
        MailId::from_bytes(n).to_string(),
        UploadId::from_bytes(n).to_string(),
        SwitchPlanId::from_bytes(n).to_string(),
        AnnouncementId::from_bytes(n).to_string(),
    ]
}

/// Stores texts that are no identifier with this prefix. Returns the number of texts.
pub async fn refuse_ids<E: EntityTrait>(app: &App, columns: &[(&'static str, &str)]) -> usize {
    let mut refused = 0;
    for (place, prefix) in columns {
        let probe = Probe::begin(app, place).await;
        let own = format!("{prefix}_");
        let all = ids();
        let id = all.iter().find(|id| id.starts_with(&own)).unwrap();
        let read = probe.read_stored::<E>(id).await;
        assert!(read.is_ok(), "{place} {id}: {read:?}");
        let digits = id.strip_prefix(&own).unwrap();
        let mut texts = vec![
            String::new(),
            own.clone(),
            digits.to_owned(),
            id.to_uppercase(),
            format!("{id} "),
            format!(" {id}"),
            format!("{id}0"),
            id[..id.len() - 1].to_owned(),
            // The alphabet has no l, so that it is not taken for a 1.
            format!("{}l", &id[..id.len() - 1]),
            id.replacen('_', "-", 1),
            id.replacen('_', "__", 1),
        ];
        texts.extend(all.iter().filter(|other| *other != id).cloned());
        texts.extend(random(20));
        for text in &texts {
            probe.refuse::<E>(text, None).await;
        }
        refused += texts.len();
        probe.end().await;
    }
    refused
}

/// Random texts that both databases can store.
fn random(count: usize) -> Vec<String> {
    let (mut runner, text) = (TestRunner::default(), any::<String>());
    let text = text.prop_filter("PostgreSQL stores no NUL", |text| !text.contains('\0'));
    (0..count).map(|_| text.new_tree(&mut runner).unwrap().current()).collect()
}

/// Reads the stored texts of a column, and refuses broken ones and texts that are no JSON. Returns the number of these.
async fn json<E: EntityTrait, T: Debug + PartialEq>(
    app: &App,
    place: &'static str,
    stored: &[(&str, T)],
    broken: &[&str],
    of: fn(E::Model) -> T,
) -> usize {
    let probe = Probe::begin(app, place).await;
    for (text, value) in stored {
        let read = probe.read::<E>(Some(text)).await.unwrap_or_else(|error| panic!("{place} {text}: {error}"));
        assert_eq!(&of(read), value, "{place} {text}");
    }
    let syntax =
        ["", "{", "}", "{\"standing\":", "tru", "'{}'", "{} {}", "[1,]", "NaN", "null", "7", "\"text\"", "[[[", "{]"];
    let mut texts: Vec<String> = syntax.iter().chain(broken).map(|text| (*text).to_owned()).collect();
    let is_json = |text: &str| serde_json::from_str::<serde_json::Value>(text).is_ok();
    texts.extend(random(60).into_iter().filter(|text| !is_json(text)));
    for text in &texts {
        probe.refuse::<E>(text, Some("")).await;
    }
    probe.end().await;
    texts.len()
}

pub async fn shipments(app: &App) -> usize {
    let full = "{\"reference\":\"PO 77\",\"origin\":{\"country\":\"NL\",\"city\":\"Utrecht\",\"company\":null},\
                \"destination\":{\"country\":\"FR\",\"city\":\"Lyon\",\"company\":\"Acme\"},\"pieces\":2,\
                \"weight_kg\":4.2,\"value\":{\"amount\":\"1850.50\",\"currency\":\"EUR\"},\"draft\":\"https://a.test/1\"}";
    let some = |text: &str| Some(text.to_owned());
    let shipment = Shipment {
        reference: some("PO 77"),
        origin: Place { country: some("NL"), city: some("Utrecht"), company: None },
        destination: Place { country: some("FR"), city: some("Lyon"), company: some("Acme") },
        pieces: Some(2),
        weight_kg: Some(4.2),
        value: Some(Money { amount: "1850.50".to_owned(), currency: "EUR".to_owned() }),
        draft: some("https://a.test/1"),
    };
    assert_eq!(Value::from(Json(shipment.clone())), Value::from(full), "the text is written as before");
    let stored = [(full, Json(shipment)), ("{}", Json(Shipment::default()))];
    let broken = ["{\"pieces\":-1}", "{\"pieces\":\"2\"}", "{\"value\":{}}", "{\"origin\":7}", "{\"reference\":[]}"];
    json::<request::Entity, _>(app, "request.shipment", &stored, &broken, |row| row.shipment).await
}

/// Standings before a decision, and before an upload.
pub async fn standings_before(app: &App) -> usize {
    let by = ProfileId::from_bytes([7; 16]);
    let full = format!(
        "{{\"standing\":\"approved\",\"valid_until\":1795474800000,\"note\":\"Fair, Lyon\",\"source\":\"list\",\
         \"decided_by\":\"{by}\",\"decided_by_name\":\"Anna de Boer\",\"decided_at\":1795439640000}}"
    );
    let none = "{\"standing\":\"undecided\",\"valid_until\":null,\"note\":null,\"source\":null,\"decided_by\":null,\
                \"decided_by_name\":null,\"decided_at\":null}";
    let approved = StandingRecord {
        standing: StandingKind::Approved,
        valid_until: Some(Timestamp::from_millis(1_795_474_800_000)),
        note: SingleLine::clean("Fair, Lyon"),
        source: Some(StandingSource::List),
        decided_by: Some(by),
        decided_by_name: SingleLine::clean("Anna de Boer"),
        decided_at: Some(Timestamp::from_millis(1_795_439_640_000)),
    };
    let unnoted = full.replace("Fair, Lyon", "Fair\\u0007\\nLyon");
    let cleaned = StandingRecord { note: SingleLine::clean("Fair Lyon"), ..approved.clone() };
    assert_eq!(Value::from(Json(approved.clone())), Value::from(full.clone()), "the text is written as before");
    assert_eq!(Value::from(Json(StandingRecord::default())), Value::from(none), "the text is written as before");
    let records = [(full.as_str(), approved), (none, StandingRecord::default()), (unnoted.as_str(), cleaned)];
    let broken = [
        "{}",
        "{\"standing\":\"Approved\"}",
        "{\"standing\":\"approved \"}",
        "{\"standing\":null}",
        "{\"standing\":\"approved\",\"source\":\"domain\"}",
        "{\"standing\":\"approved\",\"decided_by\":\"anna\"}",
        "{\"standing\":\"approved\",\"valid_until\":\"2026-11-23\"}",
        "{\"standing\":\"approved\",\"decided_at\":1.5}",
    ];
    let before: Vec<_> = records.iter().map(|(text, record)| (*text, Some(Json(record.clone())))).collect();
    let of_request =
        json::<request::Entity, _>(app, "request.standing_before", &before, &broken, |row| row.standing_before).await;
    let before: Vec<_> = records.iter().map(|(text, record)| (*text, Json(record.clone()))).collect();
    of_request
        + json::<upload_address::Entity, _>(app, "upload_address.before", &before, &broken, |row| row.before).await
}

pub async fn rows_left_out(app: &App) -> usize {
    let all = "[[\"invalid\",2],[\"duplicate\",1],[\"previously_rejected\",3],[\"already_approved\",4],\
               [\"covered_by_domain\",5],[\"doubtful\",6]]";
    let counts = vec![
        (JudgementKind::Invalid, 2),
        (JudgementKind::Duplicate, 1),
        (JudgementKind::PreviouslyRejected, 3),
        (JudgementKind::AlreadyApproved, 4),
        (JudgementKind::CoveredByDomain, 5),
        (JudgementKind::Doubtful, 6),
    ];
    assert_eq!(Value::from(Json(counts.clone())), Value::from(all), "the text is written as before");
    let stored = [(all, Json(counts)), ("[]", Json(Vec::new()))];
    let broken =
        ["{}", "[\"invalid\"]", "[[\"invalid\"]]", "[[\"invalid\",-1]]", "[[\"Invalid\",1]]", "[[\"spam\",1]]"];
    json::<upload::Entity, _>(app, "upload.left_out", &stored, &broken, |row| row.left_out).await
}
