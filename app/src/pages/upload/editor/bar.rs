//! Bottom bar: summary of the effect, and the button that commits.

use super::{
    browser,
    labels::{number, row},
    send,
    state::{Phase, RenderStage, UploadState},
};
use crate::ui::{Glyph, Icon, Meter, Notice, Tone, locale, on_click, string_attr, view_fn};
use esecure::{
    Locale,
    upload::{JudgementKind, LIMIT, Summary, split},
};
use i18n::upload as t;
use leptos::prelude::*;

/// Figures of the summary sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Numbers {
    summary: Summary,
    approves: usize,
    doubtful: usize,
    rejected: usize,
}

fn numbers(state: UploadState) -> Option<Numbers> {
    state.with(|opened| {
        let summary = opened.summary;
        let (doubtful, rejected) =
            (opened.ticked(JudgementKind::Doubtful), opened.ticked(JudgementKind::PreviouslyRejected));
        Numbers {
            summary,
            approves: opened.approves(),
            doubtful: summary.doubtful - doubtful,
            rejected: summary.previously_rejected - rejected,
        }
    })
}

/// Sentence next to the button.
fn consequence(numbers: Numbers, locale: Locale) -> String {
    let Numbers { summary, approves, doubtful, rejected } = numbers;
    if summary.beyond > 0 {
        return t::BeyondSentence { beyond: number(summary.beyond, locale), limit: number(LIMIT, locale) }.text(locale);
    }
    let mut left: Vec<String> = Vec::new();
    for (count, say) in [
        (summary.invalid, t::n_invalid as fn(Locale, u64) -> String),
        (doubtful, t::n_doubtful),
        (rejected, t::n_rejected),
    ] {
        if count > 0 {
            left.push(say(locale, count as u64));
        }
    }
    let mut text = match approves {
        0 => t::approves_none(locale).to_owned(),
        _ => t::approves(locale, approves as u64),
    };
    if let Some(last) = left.pop() {
        let list = if left.is_empty() { last } else { format!("{} {} {last}", left.join(", "), t::and(locale)) };
        text = format!("{text} {}", t::leaves_out(locale, list));
    }
    if approves > 0 { format!("{text} {}", t::can_be_undone(locale)) } else { text }
}

/// Sentence in place of [`consequence`] on a phone.
fn brief(numbers: Numbers, locale: Locale) -> String {
    let Numbers { summary, approves, doubtful, rejected } = numbers;
    let left = summary.invalid + doubtful + rejected;
    match approves {
        _ if summary.beyond > 0 => t::beyond_brief(locale, number(summary.beyond, locale)),
        0 => t::approves_none(locale).to_owned(),
        _ if left == 0 => t::approves(locale, approves as u64),
        _ => t::Brief { approved: number(approves, locale), left: number(left, locale) }.text(locale),
    }
}

#[component]
pub(super) fn CommitBar(state: UploadState) -> impl IntoView {
    let locale = locale();
    let now = Memo::new(move |_| {
        state.version.track();
        numbers(state)
    });
    speak(state, now);
    let meter = move || {
        now.get().map(|Numbers { summary, .. }| {
            let over = (summary.beyond > 0).then_some("rejected");
            view! {
                <div class="limit" data-is=over>
                    <Meter label=t::meter(locale) value=summary.counted as u64 max=LIMIT as u64>
                        <b>{number(summary.counted, locale)}</b>" "{t::of_limit(locale, number(LIMIT, locale))}" "
                        <span class="muted">{t::distinct(locale)}</span>
                    </Meter>
                </div>
            }
            .into_any()
        })
    };
    let what = move || now.get().map(|numbers| consequence(numbers, locale));
    let brief = move || now.get().map(|numbers| brief(numbers, locale));
    let busy = move || state.phase.get() == Phase::Sending;
    let word = move || {
        let approves = now.get().map_or(0, |numbers| numbers.approves) as u64;
        if busy() { t::approving(locale).to_owned() } else { t::approve_users(locale, approves) }
    };
    let cannot = move || now.get().is_none_or(|numbers| numbers.approves == 0);
    let go = move |_| {
        if cannot() {
            browser::focus("#what".to_owned());
        } else if state.is_open() {
            send::commit(state);
        }
    };
    view! {
        <section class="commit" aria-label=t::commit_label(locale)>
            {view_fn(meter)}
            <p class="what" id="what" tabindex="-1"><span class="brief">{view_fn(brief)}</span><span class="long">{view_fn(what)}</span></p>
            <button class="btn primary big" type="button" aria-disabled=string_attr(move || (cannot() || busy()).to_string())
                aria-busy=string_attr(move || busy().to_string()) aria-describedby="what" on:click=on_click(go)>{view_fn(word)}</button>
            {view_fn(move || busy().then(|| view! { <progress class="sending" aria-label=t::approving(locale)></progress> }))}
        </section>
    }
}

/// Announces the totals to screen readers, at most once a second.
fn speak(state: UploadState, now: Memo<Option<Numbers>>) {
    let waiting = StoredValue::new(false);
    let locale = locale();
    Effect::new(move || {
        now.track();
        if waiting.get_value() {
            return;
        }
        waiting.set_value(true);
        set_timeout(
            move || {
                // The bar may have been unmounted meanwhile.
                let _ = waiting.try_set_value(false);
                if let Some(numbers) = now.try_get_untracked().flatten() {
                    state.said.set(consequence(numbers, locale));
                }
            },
            std::time::Duration::from_secs(1),
        );
    });
}

/// Notice for a file beyond the limit: the excess rows, and downloads of parts that each fit.
#[component]
pub(super) fn Beyond(state: UploadState) -> impl IntoView {
    let locale = locale();
    // Memoised as a whole, so that a keystroke does not rebuild a hundred parts.
    let now = Memo::new(move |_| {
        state.version.track();
        if state.stands.get() < RenderStage::All {
            return None;
        }
        state
            .with(|opened| {
                let judge = &opened.judge;
                let beyond = opened.summary.beyond;
                (beyond > 0)
                    .then(|| (beyond, spans(split::beyond_limit(judge).map(|id| id.number)), split::ranges(judge)))
            })
            .flatten()
    });
    view_fn(move || {
        let (beyond, rows, ranges) = now.get()?;
        state.with(|opened| {
            let judge = &opened.judge;
            let all = ranges.len();
            let files = ranges.into_iter().enumerate().map(|(at, part)| {
                let name = part_name(&opened.name, at + 1);
                let file = name.clone();
                let first = row(judge.id(part.start));
                let last = row(judge.id(part.end - 1));
                let save = move |_| {
                    let bytes = state.with(|opened| split::part_file(&opened.judge, part.clone()).0);
                    if let Some(bytes) = bytes {
                        browser::download(&file, &bytes);
                    }
                };
                view! {
                    <li>
                        <button class="btn small" type="button" on:click=on_click(save)>
                            <Icon of=Glyph::Download/><span class="cut">{name}</span>
                        </button>
                        <span class="muted">{t::Part { all, first, last, n: at + 1 }.text(locale)}</span>
                    </li>
                }
                .into_any()
            });
            let files: Vec<_> = files.collect();
            view! {
                <Notice is=Tone::Rejected title={t::BeyondTitle { beyond: number(beyond, locale), limit: number(LIMIT, locale) }.text(locale)}>
                    <p>{t::beyond_rows(locale, rows)}</p>
                    <p>{t::beyond_split(locale, number(all, locale))}</p>
                    <ul role="list" class="parts">{files}</ul>
                </Notice>
            }
            .into_any()
        })
    })
}

/// Formats the first row ranges: `1003–1010, 1013`.
fn spans(rows: impl Iterator<Item = u32>) -> String {
    const MOST: usize = 6;
    let mut spans: Vec<(u32, u32)> = Vec::new();
    let mut more = false;
    for row in rows {
        let full = spans.len() == MOST;
        match spans.last_mut() {
            Some((_, last)) if row == *last || row == *last + 1 => *last = row,
            _ if full => {
                more = true;
                break;
            }
            _ => spans.push((row, row)),
        }
    }
    let told = spans.into_iter().map(
        |(first, last)| {
            if first == last { first.to_string() } else { format!("{first}–{last}") }
        },
    );
    let told = told.collect::<Vec<_>>().join(", ");
    if more { format!("{told}, …") } else { told }
}

/// Names a part of `users.csv`: `users-1.csv`.
fn part_name(name: &str, part: usize) -> String {
    match name.rsplit_once('.') {
        Some((stem, end)) if !stem.is_empty() && end.len() <= 4 => format!("{stem}-{part}.{end}"),
        _ => format!("{name}-{part}.csv"),
    }
}
