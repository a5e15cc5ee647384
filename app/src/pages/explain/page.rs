//! *Why?* (`/esecure/why`, R-2.6): an address field, and the verdict as a waybill with the rule that decided, links to
//! change it, and the check list of all rules.

use super::{
    api::explain,
    check_list::{CheckList, answer, rule},
    dto::{Decided, ExplainView, RuleFinding, VerdictExplanation},
};
use crate::{
    AppError,
    layout::{PageUrl, QueryForm, account_page, account_url, dto::AccountChoice},
    pages::users::badge::source_text,
    routes,
    ui::{Badge, Entry, Field, Glyph, Heading, Icon, Notice, Time, Tone, Waybill, locale, reset_form_with_data},
};
use esecure::Locale;
use i18n::{user, why as t};
use leptos::{html, prelude::*};
use leptos_meta::Title;
use leptos_router::params::ParamsMap;

/// Fetches the answer for the address in the query.
pub(crate) async fn fetch(url: PageUrl) -> Result<ExplainView, AppError> {
    explain(url.account, url.query.get("email")).await
}

/// `/esecure/why`
#[component]
pub(crate) fn ExplainPage() -> impl IntoView {
    let locale = locale();
    let field = NodeRef::<html::Input>::new();
    reset_form_with_data(field);
    // Not in the arena, which is gone when the server reads the title.
    let title = ArcRwSignal::new(t::title(locale).to_owned());
    let shown_title = title.clone();
    let page = account_page(fetch, move |view: ExplainView, account: AccountChoice| {
        let ExplainView { email: typed, explained: answer } = view;
        let name = if typed.is_empty() { t::title(locale).to_owned() } else { format!("{} {typed}", t::title(locale)) };
        shown_title.set(name);
        let problem = match &answer {
            Some(Err(error)) => error.of("email").map(str::to_owned),
            _ => None,
        };
        let shown = match answer {
            Some(Ok(why)) => Some(view! { <Explanation why account=account.clone()/> }.into_any()),
            Some(Err(_)) | None => None,
        };
        let focus = problem.is_some();
        view! {
            <div class="head"><div><Heading>{t::title(locale)}</Heading><p>{t::lead(locale, account.number)}</p></div></div>
            <QueryForm action=routes::EXPLAIN attr:class="card ask-why">
                <Field name="email" label=t::email(locale) kind="email" value=typed error=ArcSignal::stored(problem) max=400
                    autofocus=focus node_ref=field/>
                <button class="btn primary" type="submit"><Icon of=Glyph::Help/>{t::ask(locale)}</button>
            </QueryForm>
            {shown}
        }
        .into_any()
    });
    view! { <Title text=move || title.get()/><div class="why">{page}</div> }
}

/// Answer with its rules.
#[component]
fn Explanation(why: VerdictExplanation, account: AccountChoice) -> impl IntoView {
    let locale = locale();
    let off = !why.enforced && !matches!(why.decided, RuleFinding::Account);
    let notice = off.then(|| {
        view! {
            <Notice is=Tone::Pending icon=Glyph::Power title=t::off(locale, &why.email)>
                <p>{t::off_text(locale)}</p>
                <p class="btns"><a class="btn" href=account_url(routes::ENFORCEMENT)><Icon of=Glyph::Shield/>{t::to_switch(locale)}</a></p>
            </Notice>
        }
        .into_any()
    });
    view! {
        {notice}
        <section aria-labelledby="answer">
            <h2 class="sr" id="answer">{t::answer(locale)}</h2>
            <Verdict why=why.clone() off/>
        </section>
        <Change why=why.clone() account/>
        <CheckList why/>
    }
}

/// Verdict as a waybill.
#[component]
fn Verdict(why: VerdictExplanation, off: bool) -> impl IntoView {
    let locale = locale();
    let (is, icon, word) = answer(why.answer, locale);
    let email = why.email.clone();
    let stub = move || view! { <b class="mono whole">{email.clone()}</b><Badge is icon>{word}</Badge> }.into_any();
    // The stub shows the answer under enforcement; if enforcement is off, both answers are listed.
    let both = off.then(|| {
        view! {
            <Entry term=t::answer_now(locale)>{answer(why.now, locale).2}</Entry>
            <Entry term=t::answer_once_on(locale)>{word}</Entry>
        }
        .into_any()
    });
    let decides = rule(&why.decided, &why.domain, locale);
    let by = match why.decided {
        RuleFinding::Rejection(Some(decided)) | RuleFinding::Approval { decided, .. } => {
            Some(decision(decided, locale))
        }
        RuleFinding::Domain { by, when, .. } => {
            Some(view! { <Entry term=t::added(locale) class="half">{by}", "<Time when/></Entry> }.into_any())
        }
        _ => None,
    };
    let request = why.request.map(|request| {
        let when = request.when;
        view! { <Entry term=t::since(locale) class="half">{t::Request { number: request.number, when: when.text }.text(locale)}</Entry> }
            .into_any()
    });
    view! {
        <Waybill stub=stub>
            {both}
            <Entry term=t::rule(locale) class="wide">{decides}</Entry>
            {by}{request}
        </Waybill>
    }
}

/// Author, time and channel of a decision.
fn decision(decided: Decided, locale: Locale) -> AnyView {
    let how = source_text(decided.source, locale);
    let by = decided.by.unwrap_or_else(|| user::operator(locale).to_owned());
    view! { <Entry term=user::decided(locale) small=how class="half">{by}", "<Time when=decided.when/></Entry> }
        .into_any()
}

/// Links to the pages where the answer can be changed.
#[component]
fn Change(why: VerdictExplanation, account: AccountChoice) -> impl IntoView {
    let locale = locale();
    let link = |to: String, icon: Glyph, word: &'static str| {
        view! { <a class="btn" href=to><Icon of=icon/>{word}</a> }.into_any()
    };
    let domains = || link(account_url(routes::DOMAINS), Glyph::Globe, t::to_domains(locale));
    let address = match (&why.user, why.own) {
        (Some(user), own) => {
            let word = if own { t::to_address_own(locale) } else { t::to_address(locale) };
            Some(link(account_url(&routes::user(user)), Glyph::User, word))
        }
        (None, true) => None,
        (None, false) => {
            let mut query = ParamsMap::new();
            query.insert("email", why.email.clone());
            Some(link(
                account_url(&format!("{}{}", routes::NEW_USER, query.to_query_string())),
                Glyph::Plus,
                t::to_add(locale),
            ))
        }
    };
    let request = why.request.as_ref().map(|request| {
        link(
            routes::with_account(&routes::request(&request.id), Some(&account.id)),
            Glyph::Inbox,
            t::to_request(locale),
        )
    });
    let links: Vec<AnyView> = match &why.decided {
        RuleFinding::Account => Vec::new(),
        RuleFinding::Domain { .. } | RuleFinding::MayNotAsk => {
            [Some(domains()), address].into_iter().flatten().collect()
        }
        RuleFinding::Nothing => [request.or(address), Some(domains())].into_iter().flatten().collect(),
        _ => address.into_iter().collect(),
    };
    let text = match (&why.decided, why.own) {
        (RuleFinding::Account, _) => Some(t::suspended_text(locale)),
        (_, true) => Some(t::own_text(locale)),
        (RuleFinding::Nothing, false) if why.request.is_none() => Some(t::asks_text(locale)),
        _ => None,
    };
    view! {
        <section class="card" aria-labelledby="change">
            <h2 id="change">{t::change(locale)}</h2>
            {text.map(|text| view! { <p>{text}</p> })}
            {(!links.is_empty()).then(|| view! { <p class="btns">{links}</p> }.into_any())}
        </section>
    }
}
