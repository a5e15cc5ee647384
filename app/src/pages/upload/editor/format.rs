//! Format settings: the detected format in one line, which opens to the settings; a change parses the file again
//! at once.

use super::{browser, labels::column, read, state::UploadState};
use crate::ui::{Glyph, Icon, locale, view_fn};
use esecure::{
    Locale,
    upload::{Columns, Delimiter, Encoding, Format, FormatOverrides},
};
use i18n::upload as t;
use leptos::prelude::*;

/// The format in one line. Opens to four selects, and a note about detected and manual settings.
#[component]
pub(super) fn Formats(state: UploadState) -> impl IntoView {
    view_fn(move || {
        state.opening.track();
        let changed = state.focus.try_update_value(Option::take).flatten();
        if let Some(name) = changed {
            browser::focus(format!("select[name={name}]"));
        }
        state.with(|opened| {
            let format = opened.judge.sheet().format();
            let columns = (0..opened.judge.sheet().columns().min(64) as u16).map(|at| {
                let name = column(&opened.judge, at, locale());
                if opened.judge.sheet().heading(at).trim().is_empty() { name } else { format!("{}: {name}", at + 1) }
            });
            format_controls(state, format, opened.wish, columns.collect(), changed.is_some())
        })
    })
}

fn format_controls(
    state: UploadState,
    format: Format,
    wish: FormatOverrides,
    columns: Vec<String>,
    is_open: bool,
) -> AnyView {
    let locale = locale();
    let delimiters = Delimiter::ALL.map(|one| delimiter(one, locale).to_owned());
    let encodings = Encoding::ALL.map(|one| encoding(one, locale).to_owned());
    let header = match format.language {
        Some(Locale::En) => t::header_english(locale),
        Some(Locale::Nl) => t::header_dutch(locale),
        None => t::header(locale),
    };
    let headers = [header, t::no_header(locale)];
    let address = usize::from(format.columns.address);
    let understood = [
        delimiter(format.delimiter, locale),
        encoding(format.encoding, locale),
        headers[usize::from(!format.header)],
        columns.get(address).map_or("", String::as_str),
    ];
    let understood = understood.join(" · ");
    let by_hand = [wish.delimiter.is_some(), wish.encoding.is_some(), wish.header.is_some(), wish.columns.is_some()];
    let by_hand = by_hand.into_iter().filter(|set| *set).count();
    let said = if by_hand == 0 { t::all_detected(locale).to_owned() } else { t::by_hand(locale, by_hand as u64) };
    view! {
        <details class="read-as" open=is_open>
            <summary><Icon of=Glyph::Right/><span>{t::read_as(locale)}" "<b>{understood}</b></span></summary>
            <div class="format">
                <Choice name="delimiter" label=t::delimiter(locale) options=delimiters.to_vec()
                    at=Delimiter::ALL.iter().position(|one| *one == format.delimiter)
                    choose=move |at| reload_with(state, "delimiter", FormatOverrides { delimiter: Delimiter::ALL.get(at).copied(), columns: None, ..wish })/>
                <Choice name="encoding" label=t::encoding(locale) options=encodings.to_vec()
                    at=Encoding::ALL.iter().position(|one| *one == format.encoding)
                    choose=move |at| reload_with(state, "encoding", FormatOverrides { encoding: Encoding::ALL.get(at).copied(), ..wish })/>
                <Choice name="header" label=t::first_row(locale) options=headers.map(str::to_owned).to_vec()
                    at=Some(usize::from(!format.header))
                    choose=move |at| reload_with(state, "header", FormatOverrides { header: Some(at == 0), columns: None, ..wish })/>
                <Choice name="address" label=t::address_in(locale) options=columns at=Some(address)
                    choose=move |at| {
                        let columns: Columns = format.columns.with_address(at as u16);
                        reload_with(state, "address", FormatOverrides { columns: Some(columns), ..wish });
                    }/>
                <p class="auto"><Icon of=Glyph::Approved/><span>{said}</span></p>
            </div>
        </details>
    }
    .into_any()
}

/// Parses again, after a confirmation if edits would be lost.
fn reload_with(state: UploadState, name: &'static str, wish: FormatOverrides) {
    state.focus.set_value(Some(name));
    let touched = state.with(|opened| opened.touched).unwrap_or(false);
    let sure = || window().confirm_with_message(t::edits_go(locale())).unwrap_or(false);
    if state.is_open() && (!touched || sure()) {
        read::reload(state, wish);
    } else {
        // Resets the select to the current value.
        state.opening.update(|opening| *opening = opening.wrapping_add(1));
    }
}

#[component]
fn Choice(
    name: &'static str,
    label: &'static str,
    options: Vec<String>,
    at: Option<usize>,
    choose: impl Fn(usize) + Send + 'static,
) -> impl IntoView {
    let options = options.into_iter().enumerate().map(|(place, text)| {
        view! { <option value=place.to_string() selected=at == Some(place)>{text}</option> }.into_any()
    });
    let options: Vec<_> = options.collect();
    let changed = move |event: leptos::ev::Event| {
        if let Ok(place) = event_target_value(&event).parse() {
            choose(place);
        }
    };
    let changed: Box<dyn FnMut(leptos::ev::Event) + Send> = Box::new(changed);
    view! { <label class="opt"><span>{label}</span><select class="input" name=name on:change=changed>{options}</select></label> }
        .into_any()
}

fn delimiter(of: Delimiter, locale: Locale) -> &'static str {
    match of {
        Delimiter::Semicolon => t::semicolon(locale),
        Delimiter::Comma => t::comma(locale),
        Delimiter::Tab => t::tab(locale),
        Delimiter::Pipe => t::pipe(locale),
    }
}

fn encoding(of: Encoding, locale: Locale) -> &'static str {
    match of {
        Encoding::Utf8 => "UTF-8",
        Encoding::Utf8Bom => t::utf8_mark(locale),
        Encoding::Utf16Le => t::utf16_le(locale),
        Encoding::Utf16LeBom => t::utf16_le_mark(locale),
        Encoding::Utf16Be => t::utf16_be(locale),
        Encoding::Utf16BeBom => t::utf16_be_mark(locale),
        Encoding::Windows1252 => "Windows-1252",
    }
}
