//! Address of the list (`/esecure/users/{id}`): its uses, its standing with the source, and the decision form with end
//! date and note.

use super::{
    dto::{StandingView, UserRow},
    standing_dto::{NOTE_LIMIT, UserDetail},
};
use crate::{
    forms::{
        PRESSED, Posted,
        account_page::{account_page, action_url},
        posted::done,
    },
    pages::users::badge::StandingBadge,
    routes,
    standalone::document::{Input, input},
    ui::{Entry, Glyph, Heading, Icon, Notice, PageProfile, Time, Tone, Waybill, locale},
};
use esecure::{Locale, id::UserId};
use i18n::{user as t, users};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/esecure/users/{id}`
#[component]
pub(crate) fn UserPage() -> impl IntoView {
    let locale = locale();
    let id = use_params_map().read_untracked().get("id").and_then(|id| UserId::parse(&id));
    let page = account_page(
        |backend, seat| async move { backend.user(&seat, id.ok_or(crate::AppError::NotFound)?).await },
        move |detail, account| {
            let who = detail.row.name.clone().unwrap_or_else(|| detail.row.email.clone());
            let address = (who != detail.row.email).then(|| view! { <p class="mono">{detail.row.email.clone()}</p> });
            view! {
                <p class="back"><a class="btn quiet" href=action_url(routes::USERS)><Icon of=Glyph::Left/>{users::title(locale)}</a></p>
                <div class="head">
                    <div>
                        <p class="muted">{t::OnAccount { company: account.company, number: account.number }.text(locale)}</p>
                        <Heading>{who}</Heading>
                        {address}
                    </div>
                    <StandingBadge standing=detail.row.standing.clone() locale/>
                </div>
                {done(|what| flash_text(what, locale))}
                <Known detail=detail.clone()/>
                {if detail.row.own { view! { <Own/> }.into_any() } else { view! { <Decide detail/> }.into_any() }}
            }
            .into_any()
        },
    );
    view! { <Title text=t::title(locale)/><div class="user">{page}</div> }
}

fn flash_text(what: &str, locale: Locale) -> Option<String> {
    let text = match what {
        "approve" => t::done_approve(locale),
        "reject" => t::done_reject(locale),
        "clear" => t::done_clear(locale),
        _ => return None,
    };
    Some(text.to_owned())
}

/// Uses, and the source of the standing.
#[component]
fn Known(detail: UserDetail) -> impl IntoView {
    let locale = locale();
    let UserDetail { row, source, until, note } = detail;
    let UserRow { standing, applications, last_use, uses, .. } = row;
    let last = match last_use {
        Some(when) => view! { <Time when/> }.into_any(),
        None => t::never(locale).into_any(),
    };
    let decided = match standing {
        StandingView::Approved { by, when, .. } | StandingView::Rejected { by, when, .. } => {
            let how = match source.as_deref() {
                Some("request") => t::by_request(locale),
                Some("upload") => t::by_upload(locale),
                Some("announcement") => t::by_announcement(locale),
                _ => t::by_list(locale),
            };
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
    let until = until.map(|when| view! { <Entry term=t::until(locale)><Time when/></Entry> }.into_any());
    let note = note.map(|note| view! { <Entry term=t::note(locale) class="wide">{note}</Entry> }.into_any());
    view! {
        <Waybill>
            <Entry term=t::last_use(locale) small=applications.join(", ")>{last}</Entry>
            <Entry term=t::uses(locale) small=t::in_13_months(locale)>{uses}</Entry>
            {decided}{until}{note}
        </Waybill>
    }
}

/// Notice that others decide about the administrator's own address.
#[component]
fn Own() -> impl IntoView {
    let locale = locale();
    view! {
        <Notice is=Tone::None icon=Glyph::Lock title=users::own(locale)>
            <p>{t::own_text(locale)}</p>
        </Notice>
    }
}

/// Decision form; a text next to each button names its consequence.
#[component]
fn Decide(detail: UserDetail) -> impl IntoView {
    let locale = locale();
    let posted = Posted::from_context();
    let (approved, rejected) = match detail.row.standing {
        StandingView::Approved { .. } => (true, false),
        StandingView::Rejected { .. } => (false, true),
        StandingView::Undecided | StandingView::Domain { .. } => (false, false),
    };
    let day = detail.until.map(|when| when.iso).unwrap_or_default();
    let fields = fields(&posted, &day, detail.note.as_deref().unwrap_or_default(), locale);
    let word = if approved { t::save_approved(locale) } else { t::approve(locale) };
    let reject = (!rejected).then(|| {
        let (word, text) = if approved {
            (t::revoke(locale), t::revoke_text(locale))
        } else {
            (t::reject(locale), t::reject_text(locale))
        };
        view! { <Way word class="btn danger" press="reject" text/> }.into_any()
    });
    let clear = (approved || rejected).then(|| {
        view! { <Way word=t::clear(locale) class="btn" press="clear" text=t::clear_text(locale)/> }.into_any()
    });
    let action = action_url(&routes::user(&detail.row.id));
    view! {
        <section class="card" aria-labelledby="decide">
            <form class="pad" method="post" action=action novalidate>
                <PageProfile/>
                <h2 id="decide">{t::decide(locale)}</h2>
                {posted.refusal()}
                {fields}
                <Way word class="btn primary" press="approve" text=t::approve_text(locale)/>
                {reject}
                {clear}
            </form>
        </section>
    }
}

/// Fields for end date and note, shared by the pages that approve one address.
pub(super) fn fields(posted: &Posted, day: &str, note: &str, locale: Locale) -> AnyView {
    let until = input(Input {
        name: "until",
        label: t::last_day(locale),
        kind: "date",
        value: posted.value("until", day),
        autocomplete: "off",
        hint: Some(t::last_day_hint(locale).to_owned()),
        problem: posted.problem("until"),
        ..Input::default()
    });
    let note = input(Input {
        name: "note",
        label: t::note(locale),
        kind: "text",
        value: posted.value("note", note),
        autocomplete: "off",
        hint: Some(t::note_hint(locale).to_owned()),
        problem: posted.problem("note"),
        max: u32::try_from(NOTE_LIMIT).ok(),
        ..Input::default()
    });
    view! { {until}{note} }.into_any()
}

/// Button with its consequence.
#[component]
fn Way(word: &'static str, class: &'static str, press: &'static str, text: &'static str) -> impl IntoView {
    let id = format!("{press}-text");
    view! {
        <div class="way">
            <button class=class type="submit" name=PRESSED value=press aria-describedby=id.clone()>{word}</button>
            <p class="muted" id=id>{text}</p>
        </div>
    }
}
