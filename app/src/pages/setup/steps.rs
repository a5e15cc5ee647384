//! Four setup steps with their figures. Links only to existing pages.

use super::dto::Setup;
use crate::{
    dto::DisplayTime,
    routes,
    ui::{Glyph, Icon, Meter, Time, locale},
};
use i18n::setup as t;
use leptos::prelude::*;

/// Progress of a step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Done,
    Now,
    Later,
}

#[component]
pub(super) fn Steps(setup: Setup) -> impl IntoView {
    // Step two is current while addresses are undecided, then the switch.
    let on = setup.account.enforced;
    let users = if setup.undecided == 0 || on { Stage::Done } else { Stage::Now };
    let others = if setup.administrators > 1 { Stage::Done } else { Stage::Later };
    let switch = match (on, users) {
        (true, _) => Stage::Done,
        (false, Stage::Done) => Stage::Now,
        _ => Stage::Later,
    };
    let (version, date) = setup.terms.clone();
    view! {
        <ol role="list" class="todo card">
            <SignedIn version date/>
            <Users setup=setup.clone() stage=users/>
            <Administrators setup=setup.clone() stage=others/>
            <Switch setup stage=switch/>
        </ol>
    }
}

/// Step: number or tick, heading, text, and the link on the right.
#[component]
fn Step(
    number: u8,
    stage: Stage,
    #[prop(into)] title: String,
    #[prop(into)] text: ViewFn,
    #[prop(optional, into)] action: Option<ViewFn>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let locale = locale();
    let (class, word) = match stage {
        Stage::Done => ("done", t::done(locale)),
        Stage::Now => ("now", t::now(locale)),
        Stage::Later => ("later", t::todo(locale)),
    };
    let sign = if stage == Stage::Done { view! { <Icon of=Glyph::Check/> }.into_any() } else { number.into_any() };
    view! {
        <li class=class aria-current=(stage == Stage::Now).then_some("step")>
            <span class="n" aria-hidden="true">{sign}</span>
            <div class="b">
                <h2>{title}<span class="sr">" – "{word}</span></h2>
                <p class="muted">{text.run()}</p>
                {children.map(|children| children())}
            </div>
            {action.map(|action| view! { <div class="c">{action.run()}</div> }.into_any())}
        </li>
    }
}

#[component]
fn SignedIn(version: u32, date: DisplayTime) -> impl IntoView {
    let locale = locale();
    // Splits the sentence at the placeholder, where the date element goes.
    const HERE: &str = "\u{1}";
    let sentence = t::SignInText { date: HERE, version }.text(locale);
    let (before, after) = sentence.split_once(HERE).unwrap_or((&sentence, ""));
    let (before, after) = (before.to_owned(), after.to_owned());
    view! {
        <Step number=1 stage=Stage::Done title=t::sign_in(locale)
            text=move || view! { {before.clone()}<Time when=date.clone()/>{after.clone()} }/>
    }
}

#[component]
fn Users(setup: Setup, stage: Stage) -> impl IntoView {
    let locale = locale();
    let Setup { account, addresses, may_ship, undecided, domains: (domains, covered), .. } = setup;
    let text = match addresses {
        0 => t::users_none(locale).to_owned(),
        n => t::users_text(locale, n),
    };
    let (href, title, line) = if undecided > 0 {
        (
            routes::with_account(routes::UNDECIDED_USERS, Some(&account.id)),
            t::go_through(locale, undecided),
            t::go_through_text(locale),
        )
    } else {
        (
            routes::with_account(routes::USERS, Some(&account.id)),
            t::see_users(locale).to_owned(),
            if addresses > 0 { t::see_users_text(locale) } else { t::see_users_some(locale) },
        )
    };
    let by_domain = match (domains.as_slice(), covered) {
        ([], _) | (_, 0) => t::by_domain_none(locale).to_owned(),
        ([domain], n) => t::ByDomainOne { n, domain }.text(locale),
        (several, n) => t::ByDomainSeveral { n, domains: several.len() }.text(locale),
    };
    view! {
        <Step number=2 stage title=t::users(locale) text=move || text.clone()>
            {(addresses > 0).then(|| view! {
                <Meter label=t::may_ship_label(locale) value=may_ship max=addresses>
                    {t::MayShip { count: may_ship, total: addresses }.text(locale)}
                </Meter>
            }.into_any())}
            <ul role="list" class="ways">
                <Way icon=Glyph::Users href title line=line.to_owned()/>
                <Way icon=Glyph::Globe href=routes::with_account(routes::DOMAINS, Some(&account.id)) title=t::by_domain(locale).to_owned() line=by_domain/>
                <Way icon=Glyph::Upload href=routes::with_account(routes::UPLOAD, Some(&account.id)) title=t::upload(locale).to_owned() line=t::upload_text(locale).to_owned()/>
            </ul>
        </Step>
    }
}

/// Link to one of the pages for deciding about users.
#[component]
fn Way(icon: Glyph, href: String, title: String, line: String) -> impl IntoView {
    view! {
        <li><a href=href>
            <Icon of=icon/>
            <span><b>{title}</b><small class="muted">{line}</small></span>
            <Icon of=Glyph::Right/>
        </a></li>
    }
}

#[component]
fn Administrators(setup: Setup, stage: Stage) -> impl IntoView {
    let locale = locale();
    let mut text = match setup.administrators {
        0 | 1 => t::only_you(locale).to_owned(),
        n => t::several(locale, n),
    };
    if setup.invited > 0 {
        text = format!("{text} {}", t::invited(locale, setup.invited));
    }
    let to = routes::with_account(routes::ADMINISTRATORS, Some(&setup.account.id));
    let action = move || view! { <a class="btn" href=to.clone()>{t::to_administrators(locale)}</a> }.into_any();
    view! { <Step number=3 stage title=t::administrators(locale) text=move || text.clone() action/> }
}

#[component]
fn Switch(setup: Setup, stage: Stage) -> impl IntoView {
    let locale = locale();
    let on = setup.account.enforced;
    let (title, text) = match (on, setup.addresses, setup.blocked) {
        (true, _, _) => (t::is_on(locale), t::is_on_text(locale).to_owned()),
        (false, 0, _) => (t::switch(locale), t::switch_text(locale).to_owned()),
        (false, _, 0) => (t::switch(locale), t::switch_all(locale).to_owned()),
        (false, total, n) => (t::switch(locale), t::SwitchTextSome { n, total }.text(locale)),
    };
    let title = match setup.planned {
        Some(when) if !on => t::switch_planned(locale, when),
        _ => title.to_owned(),
    };
    let id = setup.account.id;
    let action = move || {
        if on {
            view! { <a class="btn" href=routes::with_account(routes::QUEUE, Some(&id))>{t::to_queue(locale)}</a> }
                .into_any()
        } else {
            let word = if setup.addresses > 0 { t::to_rehearsal(locale) } else { t::to_switch(locale) };
            view! { <a class="btn" href=routes::with_account(routes::ENFORCEMENT, Some(&id))>{word}</a> }.into_any()
        }
    };
    view! { <Step number=4 stage title text=move || text.clone() action/> }
}
