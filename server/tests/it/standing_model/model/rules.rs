//! The rules: each command on the model.

use super::{
    super::steps::{Address, OnList, OnPage, Step, Target, Terms, Who},
    Answer, Model, Request, RequestRow, Standing, Upload, WORDS,
};
use esecure::{
    policy::{StandingKind, StandingSource},
    request::{DecisionChannel, ReasonCode, StateKind},
};

/// A decision that is being made.
#[derive(Clone, Copy)]
struct Authored {
    by: Who,
    channel: DecisionChannel,
    number: usize,
}

impl Model {
    /// Applies a step. `n` is the number of the step, which its note contains.
    pub fn apply(&mut self, n: usize, step: &Step, target: Target) -> Answer {
        match step {
            Step::Check(about) => self.check(*about),
            Step::Decide(by, _, choice) => self.decide(n, *by, target.at, *choice),
            Step::Undo { .. } => self.undo(target),
            Step::List(by, about, choice) => self.list(n, *by, *about, *choice),
            Step::Upload(by, file, terms, ticked) => self.upload(n, *by, file, *terms, *ticked),
            Step::UndoUpload(..) => self.undo_upload(target),
            Step::Wait(_) | Step::WaitForEvening => Answer::Done,
        }
    }

    /// An approval lapses by itself.
    fn check(&mut self, about: Address) -> Answer {
        let kind = self.kind_now(about);
        self.standings.entry(about).or_default();
        match kind {
            StandingKind::Rejected => Answer::Verdict("denied", "address_rejected"),
            StandingKind::Approved => {
                self.used.push(about);
                Answer::Verdict("allowed", "address_approved")
            }
            StandingKind::Undecided => {
                if self.open_request(about).is_none() {
                    let (by, channel, reason, words, ended) = Default::default();
                    let row = RequestRow { about, state: StateKind::Open, by, channel, reason, words, ended };
                    self.requests.push(Request { row, decision: 0, before: Standing::default() });
                }
                Answer::Verdict("pending", "awaiting_decision")
            }
        }
    }

    ///
    fn decide(&mut self, n: usize, by: Who, request: Option<usize>, choice: OnPage) -> Answer {
        let Some(at) = request else { return Answer::NotFound };
        let standing = match choice {
            OnPage::Approve(terms) => self.approved(n, terms),
            OnPage::Reject(_) => Some(Standing { kind: StandingKind::Rejected, ..Standing::default() }),
        };
        let Some(standing) = standing else { return Answer::Invalid };
        let about = self.requests[at].row.about;
        if self.requests[at].row.state != StateKind::Open {
            return Answer::Conflict;
        }
        if is_own(by, about) {
            return Answer::Forbidden;
        }
        let decision = self.decide_on_request(by, DecisionChannel::Page);
        let reason = match choice {
            OnPage::Approve(_) => None,
            OnPage::Reject(reason) => reason,
        };
        self.end_request(at, decision, standing.kind, reason);
        self.set(about, standing, decision, StandingSource::Request);
        Answer::Done
    }

    /// one's own decision on the page, for ten seconds, unless something newer was decided.
    fn undo(&mut self, target: Target) -> Answer {
        let Some(at) = target.at else { return Answer::NotFound };
        let request = self.requests[at].clone();
        let (about, row) = (request.row.about, request.row);
        let theirs = row.by == Some(target.by) && row.channel == Some(DecisionChannel::Page);
        let in_time = row.ended.is_some_and(|ended| self.now < ended.plus_seconds(10));
        let newest = self.standings[&about].decision == request.decision;
        // An address has one open request.
        let alone = self.open_request(about).is_none();
        if !(theirs && in_time && newest && alone) {
            return Answer::Conflict;
        }
        self.standings.insert(about, request.before);
        let row = &mut self.requests[at].row;
        (row.state, row.by, row.channel, row.reason, row.words, row.ended) =
            (StateKind::Open, None, None, None, None, None);
        Answer::Done
    }

    /// A new end date changes the terms of a decision and is no decision by itself.
    fn list(&mut self, n: usize, by: Who, about: Address, choice: OnList) -> Answer {
        let note = format!("Note {n}");
        let standing = match choice {
            OnList::Approve(terms) => self.approved(n, terms),
            OnList::Reject(noted) => {
                Some(Standing { kind: StandingKind::Rejected, note: noted.then_some(note), ..Standing::default() })
            }
            OnList::End(Some(days)) if self.end_of_day(days).0 <= self.now => None,
            OnList::End(_) | OnList::Clear => Some(Standing::default()),
        };
        let Some(standing) = standing else { return Answer::Invalid };
        let Some(before) = self.standings.get(&about) else { return Answer::NotFound };
        if is_own(by, about) {
            return Answer::Forbidden;
        }
        match choice {
            OnList::Approve(_) | OnList::Reject(_) => {
                let decision = self.decide_on_request(by, DecisionChannel::List);
                if let Some(open) = self.open_request(about) {
                    self.end_request(open, decision, standing.kind, None);
                }
                self.set(about, standing, decision, StandingSource::List);
            }
            OnList::End(_) if before.kind != StandingKind::Approved => return Answer::Conflict,
            OnList::End(days) => {
                let until = days.map(|days| self.end_of_day(days).0);
                self.standings.insert(about, Standing { until, ..before.clone() });
            }
            OnList::Clear => drop(self.standings.insert(about, standing)),
        }
        Answer::Done
    }

    /// one's own address is an invalid row, an approved one is left out, a rejected one is approved if ticked.
    fn upload(&mut self, n: usize, by: Who, file: &[Address], terms: Terms, ticked: bool) -> Answer {
        let Some(standing) = self.approved(n, terms) else { return Answer::Invalid };
        let approves = |about: &Address| match self.kind_now(*about) {
            StandingKind::Undecided => true,
            StandingKind::Approved => false,
            StandingKind::Rejected => ticked,
        };
        let file: Vec<_> = file.iter().filter(|about| !is_own(by, **about)).copied().filter(approves).collect();
        if file.is_empty() {
            return Answer::Invalid;
        }
        let decision = self.decide_on_request(by, DecisionChannel::Upload);
        let before =
            file.iter().map(|about| (*about, self.standings.get(about).cloned().unwrap_or_default())).collect();
        for about in file {
            if let Some(open) = self.open_request(about) {
                self.end_request(open, decision, StandingKind::Approved, None);
            }
            self.set(about, standing.clone(), decision, StandingSource::Upload);
        }
        self.uploads.push(Upload { before, decision: decision.number, undone: false });
        Answer::Done
    }

    /// as a whole, while none of its addresses has been decided again. Requests that it closed stay closed.
    fn undo_upload(&mut self, target: Target) -> Answer {
        let Some(at) = target.at else { return Answer::NotFound };
        let upload = &mut self.uploads[at];
        let again = upload.before.iter().any(|(about, _)| self.standings[about].decision != upload.decision);
        if upload.undone || again {
            return Answer::Conflict;
        }
        upload.undone = true;
        self.standings.extend(upload.before.iter().cloned());
        Answer::Done
    }

    /// Returns an approval; `None` if its last day is over.
    fn approved(&self, n: usize, (days, noted): Terms) -> Option<Standing> {
        let until = days.map(|days| self.end_of_day(days).0);
        let note = noted.then(|| format!("Note {n}"));
        let standing = Standing { kind: StandingKind::Approved, until, note, ..Standing::default() };
        until.is_none_or(|until| until > self.now).then_some(standing)
    }

    fn kind_now(&self, about: Address) -> StandingKind {
        match self.standings.get(&about) {
            Some(standing) if standing.until.is_none_or(|until| self.now < until) => standing.kind,
            _ => StandingKind::Undecided,
        }
    }

    fn open_request(&self, about: Address) -> Option<usize> {
        let is_open = |request: &Request| request.row.about == about && request.row.state == StateKind::Open;
        self.requests.iter().position(is_open)
    }

    fn decide_on_request(&mut self, by: Who, channel: DecisionChannel) -> Authored {
        self.decisions += 1;
        Authored { by, channel, number: self.decisions }
    }

    fn set(&mut self, about: Address, standing: Standing, decision: Authored, source: StandingSource) {
        let (by, at, source) = (Some(decision.by), Some(self.now), Some(source));
        self.standings.insert(about, Standing { by, at, source, decision: decision.number, ..standing });
    }

    fn end_request(&mut self, at: usize, decision: Authored, kind: StandingKind, reason: Option<ReasonCode>) {
        let before = self.standings[&self.requests[at].row.about].clone();
        let request = &mut self.requests[at];
        let approved = kind == StandingKind::Approved;
        let words = (reason == Some(ReasonCode::Other)).then(|| WORDS.to_owned());
        request.row = RequestRow {
            about: request.row.about,
            state: if approved { StateKind::Approved } else { StateKind::Rejected },
            by: Some(decision.by),
            channel: Some(decision.channel),
            reason,
            words,
            ended: Some(self.now),
        };
        (request.decision, request.before) = (decision.number, before);
    }
}

/// Nobody decides about their own address.
fn is_own(by: Who, about: Address) -> bool {
    by == Who::Anna && about == Address::OwnOfAnna
}
