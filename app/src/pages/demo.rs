//! `/demo/mailbox`: mails of the demonstration, shown as in a mail client. The HTML of a mail is a separate document in
//! a sandboxed frame without scripts or session; its links open outside the frame.

use crate::{
    dto::DisplayTime,
    standalone::{PageContext, document::page},
    ui::{Badge, Glyph, Icon, Time, Tone},
};
use esecure::Locale;
use i18n::demo as t;
use leptos::{either::Either, prelude::*};

/// State of a mail in the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailState {
    /// Queued, or waiting for a retry.
    Waiting,
    Delivered,
    /// Became obsolete before it was sent.
    Dropped,
    Failed,
}

/// Row of the mailbox.
#[derive(Debug, Clone)]
pub struct DemoRow {
    pub id: String,
    /// Recipient's address.
    pub to: String,
    pub subject: String,
    /// Time of delivery, or of creation while the mail is not delivered.
    pub when: DisplayTime,
    pub state: MailState,
}

/// Full mail. Its HTML is served at `/demo/mailbox/{id}/html`.
#[derive(Debug, Clone)]
pub struct DemoMail {
    pub row: DemoRow,
    /// `From` header.
    pub from: String,
    /// Sentence with the time of delivery, or the reason why the mail was not delivered.
    pub status: String,
    /// Empty if the text was erased.
    pub text: String,
    /// Headers, in order.
    pub headers: Vec<(String, String)>,
}

/// Part of a mail to show; the code is the value of `?part=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MailPart {
    /// Rendered as in a mail client.
    #[default]
    Html,
    Text,
    Headers,
}

esecure::codes!(MailPart { Html = "html", Text = "text", Headers = "headers" });

/// Link to mails beyond those listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoOlder {
    /// Number of older mails.
    pub count: u64,
    /// Offset of the next page: the number of newer mails.
    pub skip: u64,
}

/// Renders the mailbox, newest first, without a selected mail.
pub fn demo_mailbox(reader: &PageContext, rows: &[DemoRow], older: Option<DemoOlder>) -> String {
    let locale = reader.locale;
    page(reader, t::title(locale), "slip mailbox", || {
        view! {
            <div><h1 tabindex="-1">{t::title(locale)}</h1>{lead(reader)}</div>
            <div class="box">
                {list(rows, None, older, locale)}
                {(!rows.is_empty()).then(|| view! {
                    <div class="empty unchosen"><Icon of=Glyph::Mail/><p>{t::choose(locale)}</p></div>
                })}
            </div>
        }
    })
}

/// Renders the mailbox with one mail open.
pub fn demo_mail(
    reader: &PageContext,
    rows: &[DemoRow],
    older: Option<DemoOlder>,
    mail: &DemoMail,
    part: MailPart,
) -> String {
    let locale = reader.locale;
    page(reader, &mail.row.subject, "slip mailbox open", || {
        view! {
            <a class="back" href="/demo/mailbox"><Icon of=Glyph::Left/>{t::all(locale)}</a>
            <div class="lead"><p><b>{t::title(locale)}</b></p>{lead(reader)}</div>
            <div class="box">{list(rows, Some(&mail.row.id), older, locale)}{open(mail, part, locale)}</div>
        }
    })
}

fn lead(reader: &PageContext) -> impl IntoView + use<> {
    view! { <p class="muted">{t::lead(reader.locale, &reader.brand.product)}</p> }
}

fn list(rows: &[DemoRow], chosen: Option<&str>, older: Option<DemoOlder>, locale: Locale) -> impl IntoView + use<> {
    if rows.is_empty() {
        return Either::Left(view! {
            <div class="card empty"><Icon of=Glyph::Mail/><h2>{t::empty(locale)}</h2><p>{t::empty_text(locale)}</p></div>
        });
    }
    let rows = rows.iter().map(|row| {
        let current = (chosen == Some(row.id.as_str())).then_some("page");
        let row = row.clone();
        view! {
            <li><a href=format!("/demo/mailbox/{}", row.id) aria-current=current>
                <b>{row.subject}</b>
                <span class="mono">{row.to}</span>
                <span class="muted"><Time when=row.when/>{state(row.state, locale)}</span>
            </a></li>
        }
    });
    let older = older.map(|DemoOlder { count, skip }| {
        view! { <li><a href=format!("/demo/mailbox?skip={skip}")>{t::older(locale, count)}</a></li> }
    });
    Either::Right(view! {
        <nav class="card mails" aria-label=t::mails(locale)><ul role="list">{rows.collect_view()}{older}</ul></nav>
    })
}

fn state(state: MailState, locale: Locale) -> impl IntoView {
    let (is, icon, word) = match state {
        MailState::Waiting => (Tone::Pending, Glyph::Clock, t::waiting(locale)),
        MailState::Delivered => (Tone::Approved, Glyph::Check, t::delivered(locale)),
        MailState::Dropped => (Tone::None, Glyph::Cross, t::dropped(locale)),
        MailState::Failed => (Tone::Rejected, Glyph::Alert, t::failed(locale)),
    };
    view! { <Badge is icon plain=true>{word}</Badge> }
}

fn open(mail: &DemoMail, part: MailPart, locale: Locale) -> impl IntoView + use<> {
    let DemoMail { row, from, status, .. } = mail.clone();
    let parts = MailPart::ALL.map(|of| {
        let word = match of {
            MailPart::Html => t::html(locale),
            MailPart::Text => t::text(locale),
            MailPart::Headers => t::headers(locale),
        };
        let href = match of {
            MailPart::Html => format!("/demo/mailbox/{}", row.id),
            of => format!("/demo/mailbox/{}?part={}", row.id, of.code()),
        };
        let current = (of == part).then_some("page");
        view! { <a class="chip" href=href aria-current=current>{word}</a> }
    });
    view! {
        <article class="card mail">
            <header>
                <h1 tabindex="-1">{row.subject}</h1>
                <dl>
                    <dt>{t::sender(locale)}</dt><dd class="mono">{from}</dd>
                    <dt>{t::recipient(locale)}</dt><dd class="mono">{row.to}</dd>
                    <dt>{t::status(locale)}</dt><dd>{status}</dd>
                </dl>
                <nav class="chips" aria-label=t::parts(locale)>{parts.collect_view()}</nav>
            </header>
            {body(mail, part, locale)}
        </article>
    }
}

fn body(mail: &DemoMail, part: MailPart, locale: Locale) -> AnyView {
    match part {
        MailPart::Html | MailPart::Text if mail.text.is_empty() => view! {
            <div class="empty"><Icon of=Glyph::Mail/><p>{mail.status.clone()}</p><p class="muted">{t::erased(locale)}</p></div>
        }
        .into_any(),
        MailPart::Html => view! {
            <iframe src=format!("/demo/mailbox/{}/html", mail.row.id) title=t::frame(locale)
                sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"></iframe>
        }
        .into_any(),
        MailPart::Text => {
            view! { <pre tabindex="0" aria-label=t::text(locale) role="region">{mail.text.clone()}</pre> }.into_any()
        }
        MailPart::Headers => {
            let lines = mail.headers.iter().map(|(name, value)| {
                view! { <div><dt>{name.clone()}</dt><dd class="mono">{value.clone()}</dd></div> }
            });
            view! { <dl class="headers">{lines.collect_view()}</dl> }.into_any()
        }
    }
}
