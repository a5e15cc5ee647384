//! Values of each event that the page shows. Identifiers and digests are left to the command line's export.

use super::{
    AcceptedTerms, ActivatedAccount, AnnouncedShipper, AnnouncementEnd, ApprovedCount, CommittedUpload, ContactConsent,
    EnforcementState, ErasedEntries, ListEntry, MailDecisions, NewListEntry, NewSchedule, Nothing, OpenedRequest,
    RequestOutcome, RequestState, Schedule, SeatHolder, StandingValues, Suspension, SwitchedEnforcement,
    field::{Field, FieldValue as V, Values},
};

/// Implements [`Values`] by naming every member. A field without a value is not shown.
macro_rules! shown {
    ($($type:ident { $($member:tt)* } => [$($field:ident: $value:expr),* $(,)?];)*) => {$(
        impl Values for $type {
            fn fields(&self) -> Vec<(Field, V)> {
                let $type { $($member)* } = self;
                let fields: Vec<(Field, Option<V>)> = vec![$((Field::$field, Option::from($value))),*];
                fields.into_iter().filter_map(|(field, value)| Some((field, value?))).collect()
            }
        }
    )*};
}

shown! {
    Nothing {} => [];
    OpenedRequest { number, state, mailed, requester_mailed } => [
        State: V::State(*state),
        Number: V::Number(number.get()),
        Mailed: V::Number(*mailed),
        RequesterMailed: requester_mailed.map(V::Flag),
    ];
    RequestState { state } => [State: V::State(*state)];
    RequestOutcome { state, reason, until } => [
        State: V::State(*state),
        Reason: reason.map(V::Reason),
        Until: until.map(V::Until),
    ];
    StandingValues { standing, until } => [
        Standing: V::Standing(*standing),
        Until: until.map(V::Until),
    ];
    AnnouncedShipper { domain, until } => [
        Until: V::Until(*until),
        Domain: domain.as_ref().map(|domain| V::Text(domain.to_string())),
    ];
    AnnouncementEnd { until } => [Until: V::Until(*until)];
    ListEntry { list, domain, with_subdomains } => [
        List: V::List(*list),
        Domain: V::Text(domain.to_string()),
        WithSubdomains: V::Flag(*with_subdomains),
    ];
    CommittedUpload { approved, left_out, digest: _ } => [
        Approved: V::Number(*approved),
        LeftOut: V::LeftOut(left_out.clone()),
    ];
    ApprovedCount { approved } => [Approved: V::Number(*approved)];
    SeatHolder { profile: _ } => [];
    AcceptedTerms { version } => [Version: V::Number(i64::from(*version))];
    ContactConsent { share_contact } => [ShareContact: V::Flag(*share_contact)];
    MailDecisions { decides_by_mail } => [DecidesByMail: V::Flag(*decides_by_mail)];
    ActivatedAccount { company, time_zone, enforced } => [
        Company: V::Text(company.to_string()),
        TimeZone: V::Text(time_zone.clone()),
        Enforced: V::Switch(*enforced),
    ];
    Suspension { suspended } => [Suspended: V::Flag(*suspended)];
    EnforcementState { enforced, scheduled_for } => [
        Enforced: V::Switch(*enforced),
        ScheduledFor: scheduled_for.map(V::At),
    ];
    Schedule { scheduled_for } => [ScheduledFor: scheduled_for.map(V::At)];
    NewSchedule { scheduled_for, undecided_mailed } => [
        ScheduledFor: V::At(*scheduled_for),
        UndecidedMailed: V::Flag(*undecided_mailed),
    ];
    ErasedEntries { entries } => [Entries: V::Count(*entries)];
}

impl Values for NewListEntry {
    fn fields(&self) -> Vec<(Field, V)> {
        let Self { entry, covers_own_address } = self;
        let mut fields = entry.fields();
        // `false` is the normal case and needs no line.
        fields.extend(covers_own_address.then_some((Field::CoversOwnAddress, V::Flag(true))));
        fields
    }
}

impl Values for SwitchedEnforcement {
    fn fields(&self) -> Vec<(Field, V)> {
        match self {
            Self::On { set_by: _ } => vec![(Field::Enforced, V::Switch(true))],
            Self::Off { open_requests } => {
                vec![(Field::Enforced, V::Switch(false)), (Field::OpenRequests, V::OpenRequests(*open_requests))]
            }
        }
    }
}
