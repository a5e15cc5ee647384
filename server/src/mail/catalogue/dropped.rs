//! Reasons for dropping a queued mail, as stored in the outbox.

use esecure::{Locale, codes};
use i18n::mail::dropped as t;

/// Reason for which a mail was dropped. The outbox stores its code in place of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DropReason {
    /// The decision that the mail reports was undone.
    Undone,
    /// The request that the mail asks about is no longer open.
    RequestEnded,
    /// The one-time code expired, or was used or replaced.
    CodeEnded,
    /// The approval ended already, or its end was moved.
    ApprovalChanged,
    /// The switch was called off or moved, or the address was decided or has asked.
    NoticeOutdated,
    /// The change of address was confirmed, cancelled or replaced, or its link expired.
    EmailChangeEnded,
}

codes!(DropReason {
    Undone = "undone",
    RequestEnded = "request_ended",
    CodeEnded = "code_ended",
    ApprovalChanged = "approval_changed",
    NoticeOutdated = "notice_outdated",
    EmailChangeEnded = "email_change_ended",
});

impl DropReason {
    /// Returns the sentence that tells the reason.
    pub fn text(self, locale: Locale) -> &'static str {
        match self {
            Self::Undone => t::undone(locale),
            Self::RequestEnded => t::request_ended(locale),
            Self::CodeEnded => t::code_ended(locale),
            Self::ApprovalChanged => t::approval_changed(locale),
            Self::NoticeOutdated => t::notice_outdated(locale),
            Self::EmailChangeEnded => t::email_change_ended(locale),
        }
    }
}
