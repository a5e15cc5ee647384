//! Entry to be appended: an event with its actor, origin, subject and personal fields.

use super::{JournalEvent, PersonalFields};
use esecure::{
    codes,
    id::{AccountId, AdministratorId, AnnouncementId, DomainRuleId, ProfileId, RequestId, UploadId, UserId},
    person::Person,
    request::DecisionChannel,
};

/// Entry to be appended. Personal data (addresses, names, texts) belongs in `personal` only.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    pub event: JournalEvent,
    pub actor: Actor<'a>,
    pub origin: Origin,
    pub subject: Subject<'a>,
    pub personal: PersonalFields,
}

#[derive(Debug, Clone)]
pub enum Actor<'a> {
    /// An administrator, or a person about their own profile.
    Person(&'a Person),
    /// An application, by name.
    Application(&'a str),
    /// The carrier's staff at the command line.
    Operator,
    /// eSecure itself, in a scheduled job.
    System,
    /// The holder of a link mailed only to the requester's address.
    Requester,
}

/// [`Actor`] as identified in the hash chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ActorCode<'a> {
    Person(ProfileId),
    Application(&'a str),
    Operator,
    System,
    Requester,
}

const APPLICATION: &str = "application:";
const OPERATOR: &str = "operator";
const SYSTEM: &str = "system";
const REQUESTER: &str = "requester";

impl<'a> ActorCode<'a> {
    pub(super) fn code(&self) -> String {
        match self {
            Self::Person(profile) => profile.to_string(),
            Self::Application(name) => format!("{APPLICATION}{name}"),
            Self::Operator => OPERATOR.to_owned(),
            Self::System => SYSTEM.to_owned(),
            Self::Requester => REQUESTER.to_owned(),
        }
    }

    /// Parses a code of [`Self::code`]. Returns `None` for any other text.
    pub(super) fn parse(code: &'a str) -> Option<Self> {
        match code {
            OPERATOR => Some(Self::Operator),
            SYSTEM => Some(Self::System),
            REQUESTER => Some(Self::Requester),
            code => match code.strip_prefix(APPLICATION) {
                Some(name) => Some(Self::Application(name)),
                None => ProfileId::parse(code).map(Self::Person),
            },
        }
    }
}

impl<'a> From<&Actor<'a>> for ActorCode<'a> {
    fn from(actor: &Actor<'a>) -> Self {
        match actor {
            Actor::Person(person) => Self::Person(person.profile.clone()),
            Actor::Application(name) => Self::Application(name),
            Actor::Operator => Self::Operator,
            Actor::System => Self::System,
            Actor::Requester => Self::Requester,
        }
    }
}

/// Place from which an action came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Page of the portal.
    Page,
    /// Link in a mail.
    Mail,
    /// List of the account's addresses.
    List,
    /// Upload of a file.
    Upload,
    /// Undo of an upload.
    UploadUndone,
    /// New entry in the authorised domains.
    Domain,
    /// Announcement of an expected shipper.
    Announcement,
    /// Check by an application.
    Api,
    CommandLine,
    /// Status page of a requester.
    StatusPage,
    /// Scheduled job.
    Schedule,
}

codes!(Origin {
    Page = "page",
    Mail = "mail",
    List = "list",
    Upload = "upload",
    UploadUndone = "upload_undone",
    Domain = "domain",
    Announcement = "announcement",
    Api = "api",
    CommandLine = "command_line",
    StatusPage = "status_page",
    Schedule = "schedule",
});

impl From<DecisionChannel> for Origin {
    fn from(channel: DecisionChannel) -> Self {
        match channel {
            DecisionChannel::Page => Self::Page,
            DecisionChannel::Mail => Self::Mail,
            DecisionChannel::List => Self::List,
            DecisionChannel::Upload => Self::Upload,
            DecisionChannel::Domain => Self::Domain,
            DecisionChannel::Announcement => Self::Announcement,
        }
    }
}

/// Object that an event affected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject<'a> {
    Account(&'a AccountId),
    Request(&'a RequestId),
    User(&'a UserId),
    Administrator(&'a AdministratorId),
    Upload(&'a UploadId),
    DomainRule(&'a DomainRuleId),
    Announcement(&'a AnnouncementId),
}

impl<'a> Subject<'a> {
    pub(super) fn as_str(self) -> &'a str {
        match self {
            Self::Account(id) => id.as_str(),
            Self::Request(id) => id.as_str(),
            Self::User(id) => id.as_str(),
            Self::Administrator(id) => id.as_str(),
            Self::Upload(id) => id.as_str(),
            Self::DomainRule(id) => id.as_str(),
            Self::Announcement(id) => id.as_str(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actor_code_reads_back() {
        let profile = ProfileId::from_bytes([1; 16]);
        let actors = [
            (ActorCode::Person(profile.clone()), profile.to_string()),
            (ActorCode::Application("MyDHL+"), "application:MyDHL+".to_owned()),
            (ActorCode::Operator, "operator".to_owned()),
            (ActorCode::System, "system".to_owned()),
            (ActorCode::Requester, "requester".to_owned()),
        ];
        for (actor, code) in actors {
            assert_eq!(actor.code(), code);
            assert_eq!(ActorCode::parse(&code), Some(actor));
        }
        assert_eq!(ActorCode::parse("nobody"), None);
    }

    #[test]
    fn decision_channel_keeps_its_code_as_an_origin() {
        for channel in DecisionChannel::ALL {
            assert_eq!(Origin::from(channel).code(), channel.code());
        }
    }
}
