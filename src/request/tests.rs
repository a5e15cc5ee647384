use super::*;
use crate::{
    AccountNumber, Locale,
    id::{AccountId, AdministratorId},
    person::Person,
};
use proptest::prelude::*;

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text, &|_| None).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "a test makes its own administrator")]
fn administrator(email: &str) -> Administrator {
    Administrator::new_unchecked(
        Person {
            profile: ProfileId::from_bytes([1; 16]),
            email: address(email),
            name: "Anna".into(),
            locale: Locale::Nl,
        },
        AdministratorId::from_bytes([2; 16]),
        AccountId::from_bytes([3; 16]),
        AccountNumber::parse("123456789").unwrap(),
    )
}

const NOW: Timestamp = Timestamp::from_millis(5_000);

fn decision() -> Decision {
    Decision {
        by: ProfileId::from_bytes([9; 16]),
        by_name: SingleLine::clean("Bram").unwrap(),
        at: Timestamp::from_millis(1),
        channel: DecisionChannel::Mail,
    }
}

fn every_state() -> Vec<State> {
    let at = Timestamp::from_millis(1);
    vec![
        State::Open,
        State::Approved(decision()),
        State::Rejected(decision(), None),
        State::Rejected(decision(), Some(Reason::Unknown)),
        State::Withdrawn { at },
        State::Expired { at },
        State::Closed { at, reason: CloseReason::AccountSuspended },
        State::Closed { at, reason: CloseReason::NotEnforced },
    ]
}

fn every_command(by: &Administrator) -> Vec<(Command<'_>, Event, &'static str)> {
    let reason = Some(Reason::Other("Not ours".into()));
    vec![
        (Command::Approve { by, channel: DecisionChannel::Page }, Event::Approved, "approved"),
        (Command::Reject { by, channel: DecisionChannel::Mail, reason: None }, Event::Rejected, "rejected"),
        (Command::Reject { by, channel: DecisionChannel::Page, reason }, Event::Rejected, "rejected"),
        (Command::Withdraw, Event::Withdrawn, "withdrawn"),
        (Command::Expire, Event::Expired, "expired"),
        (Command::Close(CloseReason::NotEnforced), Event::Closed, "closed"),
        (Command::Close(CloseReason::AccountSuspended), Event::Closed, "closed"),
    ]
}

/// Every state × every command: open requests accept each command, all others refuse it.
#[test]
fn command_is_applied_or_refused_in_each_state() {
    let anna = administrator("anna@voorbeeld.example");
    for state in every_state() {
        for (command, event, code) in every_command(&anna) {
            let request = Request { email: address("ann@acme.test"), state: state.clone() };
            let outcome = request.apply(command.clone(), NOW);
            if state == State::Open {
                let (next, happened) = outcome.unwrap();
                assert_eq!(happened, event);
                assert_eq!(next.kind().code(), code);
                if let Some(decision) = next.decision() {
                    assert_eq!((decision.at, decision.by_name.as_str()), (NOW, "Anna"));
                }
            } else {
                assert_eq!(outcome, Err(CommandError::NotOpen), "{state:?} took {command:?}");
            }
        }
    }
}

#[test]
fn decision_on_own_address_is_refused_in_any_spelling() {
    let ann = administrator("ann@acme.test");
    let request = Request { email: address("ANN@Acme.test."), state: State::Open };
    for (command, ..) in every_command(&ann).into_iter().take(3) {
        assert_eq!(request.apply(command, NOW), Err(CommandError::OwnAddress));
    }
    assert!(request.apply(Command::Withdraw, NOW).is_ok());
}

#[test]
fn reason_is_template_or_text_within_limit() {
    assert_eq!(Reason::new(ReasonCode::Unknown, "ignored"), Some(Reason::Unknown));
    assert_eq!(Reason::new(ReasonCode::Other, "  No.  "), Some(Reason::Other("No.".into())));
    assert_eq!(Reason::new(ReasonCode::Other, "  "), None);
    assert_eq!(Reason::new(ReasonCode::Other, &"é".repeat(REASON_LIMIT + 1)), None);
    assert_eq!(ReasonCode::from_code(""), None);
    for reason in [Reason::Unknown, Reason::OwnAccount, Reason::AskContact] {
        assert_eq!(Reason::new(reason.code(), ""), Some(reason));
    }
}

proptest! {
    /// Any sequence of commands decides a request at most once: the first accepted command wins, for good.
    #[test]
    fn first_closing_command_wins(picks in proptest::collection::vec((0usize..7, any::<bool>()), 1..12)) {
        let anna = administrator("anna@voorbeeld.example");
        let own = administrator("ann@acme.test");
        let mut request = Request { email: address("ann@acme.test"), state: State::Open };
        let mut events = Vec::new();
        for (pick, by_requester) in picks {
            let who = if by_requester { &own } else { &anna };
            let before = request.state.clone();
            match request.apply(every_command(who)[pick].0.clone(), NOW) {
                Ok((state, event)) => {
                    prop_assert_eq!(before, State::Open);
                    request.state = state;
                    events.push(event);
                }
                Err(_) => prop_assert_eq!(&request.state, &before),
            }
        }
        prop_assert!(events.len() <= 1);
        prop_assert_eq!(events.is_empty(), request.state == State::Open);
    }
}

/// an administrator can undo their own decision on the page for ten seconds. Nothing else can be undone.
#[test]
fn undo_requires_own_recent_decision_on_page() {
    let anna = administrator("anna@voorbeeld.example");
    let theirs = anna.person().profile.clone();
    let request = |state| Request { email: address("ann@acme.test"), state };
    let decided = |by: &ProfileId, channel| Decision {
        by: by.clone(),
        by_name: SingleLine::clean("Anna").unwrap(),
        at: NOW,
        channel,
    };
    let undo = |state, now| request(state).apply(Command::Undo { by: &anna }, now);
    let last = NOW.plus_seconds(UNDO_SECONDS);
    for state in [
        State::Approved(decided(&theirs, DecisionChannel::Page)),
        State::Rejected(decided(&theirs, DecisionChannel::Page), None),
        State::Approved(decided(&theirs, DecisionChannel::Mail)),
    ] {
        assert_eq!(undo(state.clone(), NOW), Ok((State::Open, Event::Reopened)));
        assert_eq!(
            undo(state.clone(), Timestamp::from_millis(last.as_millis() - 1)),
            Ok((State::Open, Event::Reopened))
        );
        assert_eq!(undo(state.clone(), last), Err(CommandError::NotUndoable));
        // A clock that was set back does not extend the undo window.
        let hour_before = NOW.plus_seconds(-3600);
        assert_eq!(undo(state, hour_before), Err(CommandError::NotUndoable));
    }
    assert_eq!(
        undo(State::Approved(decided(&ProfileId::from_bytes([9; 16]), DecisionChannel::Page)), NOW),
        Err(CommandError::NotUndoable)
    );
    for channel in
        [DecisionChannel::List, DecisionChannel::Upload, DecisionChannel::Domain, DecisionChannel::Announcement]
    {
        assert_eq!(undo(State::Approved(decided(&theirs, channel)), NOW), Err(CommandError::NotUndoable));
    }
    for state in every_state() {
        assert_eq!(undo(state, NOW), Err(CommandError::NotUndoable));
    }
}
