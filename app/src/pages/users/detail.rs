//! Address of the list (`/esecure/users/{id}`): its uses, its standing with the source, its history, and the decision
//! form with end date and note.

use super::{
    api::{ApproveOwnUser, RuleUsers, get_user},
    approve_own::ApproveOwn,
    back::BackToList,
    badge::{StandingBadge, source_text},
    dto::{StandingView, UserRow},
    history::{History, More},
    sparkline::Sparkline,
    standing_dto::{NOTE_LIMIT, UserAction, UserActionResult, UserDetail},
};
use crate::{
    AppError,
    layout::{AccountField, PageUrl, account_page, dto::AccountChoice, page_data},
    ui::{
        Entry, ErrorNotice, Field, FlashNotice, Form, FormValues, Glyph, Heading, Notice, Submission, Time, Tone,
        Waybill, locale, optional_attr, reset_form_with_data, view_fn,
    },
};
use esecure::id::UserId;
use i18n::{common, user as t, users};
use leptos::{html, prelude::*};
use leptos_meta::Title;

/// Maximum length of a note, for its field.
const NOTE_MAX: u32 = NOTE_LIMIT as u32;

/// Hidden field with the address of the page, the only one that is decided.
const TICKED: &str = "ticked[0]";

/// Fetches the address of the URL.
pub(crate) async fn fetch(url: PageUrl) -> Result<UserDetail, AppError> {
    let id = url.last_segment().to_owned();
    get_user(url.account, id).await
}

/// `/esecure/users/{id}`
#[component]
pub(crate) fn UserPage() -> impl IntoView {
    let locale = locale();
    let field = NodeRef::<html::Input>::new();
    reset_form_with_data(field);
    // Not in the arena, which is gone when the server reads the title.
    let title = ArcRwSignal::new(t::title(locale).to_owned());
    let shown_title = title.clone();
    let page = account_page(fetch, move |detail: UserDetail, account: AccountChoice| {
        let email = detail.row.email.clone();
        shown_title.set(email.clone());
        let who = detail.row.name.clone().unwrap_or_else(|| email.clone());
        let address = (who != email).then(|| view! { <p class="mono">{email.clone()}</p> }.into_any());
        let decision = if detail.row.own {
            view! { <OwnAddress detail=detail.clone()/> }.into_any()
        } else {
            view! { <DecisionForm detail=detail.clone() field/> }.into_any()
        };
        view! {
            <BackToList/>
            <div class="head">
                <div>
                    <p class="muted">{t::OnAccount { company: account.company, number: account.number }.text(locale)}</p>
                    <Heading>{who}</Heading>
                    {address}
                </div>
                <StandingBadge standing=detail.row.standing.clone() locale/>
            </div>
            <FlashNotice/>
            <div class="cols">
                <div><UserFacts detail=detail.clone()/><History items=detail.history email=email.clone()/></div>
                <div>{decision}<More email/></div>
            </div>
        }
        .into_any()
    });
    view! { <Title text=move || title.get()/><div class="user wide">{page}</div> }
}

/// Uses, and the source of the standing.
#[component]
fn UserFacts(detail: UserDetail) -> impl IntoView {
    let locale = locale();
    let UserDetail { row, source, until, note, span, .. } = detail;
    let UserRow { standing, applications, last_use, uses, months, .. } = row;
    let last = match last_use {
        Some(when) => view! { <Time when/> }.into_any(),
        None => t::never(locale).into_any(),
    };
    let decided = match standing {
        StandingView::Approved { by, when, .. } | StandingView::Rejected { by, when, .. } => {
            let how = source.map_or("", |source| source_text(source, locale));
            let by = by.unwrap_or_else(|| t::operator(locale).to_owned());
            Some(
                view! { <Entry term=t::decided(locale) small=how class="half">{by}", "<Time when/></Entry> }.into_any(),
            )
        }
        StandingView::Domain { domain } => {
            Some(view! { <Entry term=t::covered(locale) class="half">{domain}</Entry> }.into_any())
        }
        StandingView::Undecided => None,
    };
    // Fills the first row of four columns.
    let half = if decided.is_none() { "half" } else { "" };
    let until = until.map(|when| view! { <Entry term=t::until(locale) class="wide"><Time when/></Entry> }.into_any());
    let note = note.map(|note| view! { <Entry term=t::note(locale) class="wide">{note}</Entry> }.into_any());
    view! {
        <Waybill>
            <Entry term=t::last_use(locale) small=applications.join(", ") class=half>{last}</Entry>
            <Entry term=t::uses(locale) small=t::in_13_months(locale) class=half>{uses}<Sparkline months span/></Entry>
            {decided}{until}{note}
        </Waybill>
    }
}

/// The reader's own address: the others who decide about it, or the approval by a sole administrator.
#[component]
fn OwnAddress(detail: UserDetail) -> impl IntoView {
    let locale = locale();
    let page = page_data();
    let UserDetail { row, deciders, .. } = detail;
    if let Some(names) = deciders {
        return view! {
            <Notice is=Tone::None icon=Glyph::Lock title=users::own_by(locale, names)><p>{t::own_text(locale)}</p></Notice>
        }
        .into_any();
    }
    // A submit before hydration is answered by this page, with the refusal in its URL.
    let posted = ServerAction::<ApproveOwnUser>::new().value();
    let refused = view_fn(move || {
        let error = posted.get().and_then(Result::err);
        error.map(|error| view! { <ErrorNotice error locale/> }.into_any())
    });
    let settle = move |_: UserRow| page.done(t::done_approve(locale));
    let form = row.may_approve_own().then(|| view! { <ApproveOwn user=row.id email=row.email settle/> }.into_any());
    view! {
        <section class="card" aria-labelledby="own"><div class="pad">
            <h2 id="own">{users::sole(locale)}</h2>
            <p>{t::sole_text(locale)}</p>
            {refused}
            {form}
        </div></section>
    }
    .into_any()
}

/// Decision form; a text under each button names its consequence.
#[component]
fn DecisionForm(
    detail: UserDetail,
    /// Reference to a field, for the reset of the form.
    field: NodeRef<html::Input>,
) -> impl IntoView {
    let locale = locale();
    let page = page_data();
    let action = ServerAction::<RuleUsers>::new();
    let form = Submission::checked(action, move |results: Vec<UserActionResult>| {
        let result = results.into_iter().next().ok_or(AppError::NotFound)?;
        page.done(match result.result?.standing {
            StandingView::Approved { .. } => t::done_approve(locale),
            StandingView::Rejected { .. } => t::done_reject(locale),
            StandingView::Undecided | StandingView::Domain { .. } => t::done_clear(locale),
        });
        Ok(())
    });
    let (approved, rejected) = match detail.row.standing {
        StandingView::Approved { .. } => (true, false),
        StandingView::Rejected { .. } => (false, true),
        StandingView::Undecided | StandingView::Domain { .. } => (false, false),
    };
    let day = detail.until.map(|when| when.iso).unwrap_or_default();
    let fields = fields(form, day, detail.note.unwrap_or_default());
    let (word, text) = if approved {
        (t::save_approved(locale), t::save_text(locale))
    } else {
        (t::approve(locale), t::approve_text(locale))
    };
    let reject = (!rejected).then(|| {
        let (word, text) = if approved {
            (t::revoke(locale), t::revoke_text(locale))
        } else {
            (t::reject(locale), t::reject_text(locale))
        };
        view! { <DecisionButton action word class="btn danger" choice=UserAction::Reject text/> }.into_any()
    });
    let clear = (approved || rejected).then(|| {
        let (word, text) = (t::clear(locale), t::clear_text(locale));
        view! { <DecisionButton action word class="btn" choice=UserAction::Clear text/> }.into_any()
    });
    view! {
        <section class="card" aria-labelledby="decide">
            <Form action read=decide attr:class="pad" attr:novalidate=true>
                <AccountField/>
                <input type="hidden" name=TICKED value=detail.row.id.to_string() node_ref=field/>
                <h2 id="decide">{t::decide(locale)}</h2>
                {form.notice(None)}
                {fields}
                <DecisionButton action word class="btn primary" choice=UserAction::Approve text/>
                {reject}
                {clear}
            </Form>
        </section>
    }
}

fn decide(typed: &FormValues) -> Option<RuleUsers> {
    let choice = UserAction::from_code(&typed.text("choice"))?;
    // Only an approval has an end date.
    let until = if choice == UserAction::Approve { typed.text("until") } else { String::new() };
    let ticked = vec![UserId::parse(&typed.text(TICKED))?];
    Some(RuleUsers { account: typed.account(), ticked, choice, until, note: typed.text("note") })
}

/// Fields for end date and note with their stored values, shared by the pages that approve one address.
pub(super) fn fields(form: Submission, day: String, note: String) -> AnyView {
    let locale = locale();
    view! {
        <Field name="until" label=t::last_day(locale) optional=common::optional(locale) kind="date" value=day
            hint=t::last_day_hint(locale) error=form.problem("until")/>
        <Field name="note" label=t::note(locale) optional=common::optional(locale) value=note hint=t::note_hint(locale)
            error=form.problem("note") max=NOTE_MAX/>
    }
    .into_any()
}

/// Button with its consequence.
#[component]
fn DecisionButton(
    action: ServerAction<RuleUsers>,
    word: &'static str,
    class: &'static str,
    choice: UserAction,
    text: &'static str,
) -> impl IntoView {
    let id = format!("{}-text", choice.code());
    let pressed =
        move || action.pending().get() && action.input().read().as_ref().is_some_and(|it| it.choice == choice);
    view! {
        <div class="way">
            <button class=class type="submit" name="choice" value=choice.code() aria-describedby=id.clone()
                aria-busy=optional_attr(move || pressed().then_some("true"))>{word}</button>
            <p class="muted" id=id>{text}</p>
        </div>
    }
}
