//! Commands of a sequence, and their generation.

use super::model::Model;
use esecure::request::ReasonCode;
use proptest::{
    option,
    prelude::{Just, Strategy, any},
    prop_oneof, sample,
};

/// One of the two administrators of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Anna,
    Bram,
}

impl Who {
    pub const BOTH: [Self; 2] = [Self::Anna, Self::Bram];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Anna => "Anna de Boer",
            Self::Bram => "Bram Visser",
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Anna => Self::Bram,
            Self::Bram => Self::Anna,
        }
    }
}

/// Shipper of a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Address {
    Ann,
    Bob,
    /// The administrator Anna's own address.
    OwnOfAnna,
}

impl Address {
    pub const ALL: [Self; 3] = [Self::Ann, Self::Bob, Self::OwnOfAnna];
}

/// Terms of an approval: last day, in days from today, and whether there is a note.
pub type Terms = (Option<i64>, bool);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnPage {
    Approve(Terms),
    Reject(Option<ReasonCode>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnList {
    Approve(Terms),
    /// With or without a note.
    Reject(bool),
    /// A new last day, in days from today, or none.
    End(Option<i64>),
    Clear,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Check(Address),
    /// A decision on the page about the latest request of the address.
    Decide(Who, Address, OnPage),
    /// An undo of the decision that was made last, or before the last ones, by its author or by the other administrator.
    Undo {
        back: usize,
        by_author: bool,
    },
    List(Who, Address, OnList),
    /// A file of addresses; the rejected ones are ticked or not.
    Upload(Who, Vec<Address>, Terms, bool),
    /// An undo of the latest upload, or of one before.
    UndoUpload(Who, usize),
    Wait(i64),
    /// Until ten seconds before midnight in the account's zone.
    WaitForEvening,
}

/// The request, or the upload, that a step is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    pub by: Who,
    /// Index in the order of their creation; `None` if there is none.
    pub at: Option<usize>,
}

impl Step {
    pub fn target(&self, model: &Model) -> Target {
        match self {
            Self::Decide(by, about, _) => Target { by: *by, at: model.latest_request(*about) },
            Self::Undo { back, by_author } => match model.decided(*back) {
                Some((at, author)) => Target { by: if *by_author { author } else { author.other() }, at: Some(at) },
                None => Target { by: Who::Anna, at: None },
            },
            Self::UndoUpload(by, back) => Target { by: *by, at: model.uploads().checked_sub(back + 1) },
            Self::List(by, ..) | Self::Upload(by, ..) => Target { by: *by, at: None },
            Self::Check(_) | Self::Wait(_) | Self::WaitForEvening => Target { by: Who::Anna, at: None },
        }
    }

    /// Kind of the command, for the figures.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Check(_) => "check",
            Self::Decide(..) => "decide",
            Self::Undo { .. } => "undo",
            Self::List(..) => "list",
            Self::Upload(..) => "upload",
            Self::UndoUpload(..) => "undo upload",
            Self::Wait(_) | Self::WaitForEvening => "wait",
        }
    }
}

/// Last days: mostly none or soon, so that approvals lapse; a past one is refused.
fn last_day() -> impl Strategy<Value = Option<i64>> {
    prop_oneof![4 => Just(None), 4 => Just(Some(0)), 3 => (1..4_i64).prop_map(Some), 1 => Just(Some(-1))]
}

fn terms() -> impl Strategy<Value = Terms> {
    (last_day(), any::<bool>())
}

/// Mostly [`Address::Ann`], so that the commands of a short sequence meet.
fn address() -> impl Strategy<Value = Address> {
    prop_oneof![5 => Just(Address::Ann), 2 => Just(Address::Bob), 2 => Just(Address::OwnOfAnna)]
}

fn who() -> impl Strategy<Value = Who> {
    sample::select(&Who::BOTH[..])
}

fn on_page() -> impl Strategy<Value = OnPage> {
    prop_oneof![
        3 => terms().prop_map(OnPage::Approve),
        2 => option::of(sample::select(&ReasonCode::ALL[..])).prop_map(OnPage::Reject),
    ]
}

fn on_list() -> impl Strategy<Value = OnList> {
    prop_oneof![
        3 => terms().prop_map(OnList::Approve),
        3 => any::<bool>().prop_map(OnList::Reject),
        2 => last_day().prop_map(OnList::End),
        1 => Just(OnList::Clear),
    ]
}

fn file() -> impl Strategy<Value = Vec<Address>> {
    sample::subsequence(&Address::ALL[..], 1..=3)
}

fn undo() -> impl Strategy<Value = Step> {
    let back = prop_oneof![5 => Just(0_usize), 1 => Just(1)];
    (back, prop_oneof![6 => Just(true), 1 => Just(false)]).prop_map(|(back, by_author)| Step::Undo { back, by_author })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => address().prop_map(Step::Check),
        4 => (who(), address(), on_page()).prop_map(|(who, about, choice)| Step::Decide(who, about, choice)),
        3 => undo(),
        6 => (who(), address(), on_list()).prop_map(|(who, about, choice)| Step::List(who, about, choice)),
        4 => (who(), file(), terms(), any::<bool>()).prop_map(|(who, file, terms, tick)| Step::Upload(who, file, terms, tick)),
        4 => (who(), 0..2_usize).prop_map(|(who, back)| Step::UndoUpload(who, back)),
        2 => (1..10_i64).prop_map(Step::Wait),
        1 => (1..3_i64).prop_map(|days| Step::Wait(days * 86_400)),
        1 => Just(Step::WaitForEvening),
    ]
}

/// Steps that belong together, or a single one.
fn scene() -> impl Strategy<Value = Vec<Step>> {
    let decided = (who(), address(), on_page(), undo());
    let evening = (who(), address(), any::<bool>(), 4..12_i64, undo());
    let upload = (who(), who(), file(), terms(), any::<bool>());
    prop_oneof![
        12 => step().prop_map(|step| vec![step]),
        4 => decided.prop_map(|(who, about, choice, undo)| {
            vec![Step::Check(about), Step::Decide(who, about, choice), undo]
        }),
        2 => upload.prop_map(|(who, other, file, terms, tick)| {
            vec![Step::Upload(who, file, terms, tick), Step::UndoUpload(other, 0)]
        }),
        // An approval for today lapses while it may be undone, or later.
        1 => evening.prop_map(|(who, about, noted, wait, undo)| {
            let approve = Step::Decide(who, about, OnPage::Approve((Some(0), noted)));
            vec![Step::WaitForEvening, Step::Check(about), approve, Step::Wait(wait), Step::Check(about), undo]
        }),
    ]
}

/// A sequence that begins with a request. A failing one shrinks by leaving steps out.
pub fn sequence(length: usize) -> impl Strategy<Value = Vec<Step>> {
    let scenes = proptest::collection::vec(scene(), length);
    let kept = proptest::collection::vec(proptest::bool::weighted(1.0), length);
    (scenes, kept).prop_map(|(scenes, kept)| {
        let all = std::iter::once(Step::Check(Address::Ann)).chain(scenes.into_iter().flatten());
        all.zip(kept).filter_map(|(step, kept)| kept.then_some(step)).collect()
    })
}
