//! Chart of monthly uses, allowed and blocked: columns on a wide screen, bars on a phone. The blocked part is hatched and
//! labelled, and a table below lists all figures.

use super::rehearsal_dto::RehearsedMonth;
use crate::ui::{Glyph, Icon, escape, locale};
use i18n::rehearsal as t;
use leptos::prelude::*;
use std::fmt::Write as _;

#[component]
pub(super) fn Chart(months: Vec<RehearsedMonth>) -> impl IntoView {
    let locale = locale();
    let (least, most) = bounds(months.iter().map(|month| month.blocked));
    let (least_all, most_all) = bounds(months.iter().map(|month| month.allowed + month.blocked));
    let title = t::chart(locale);
    let text = t::ChartText { least, least_all, most, most_all }.text(locale);
    let said = |month: &RehearsedMonth| {
        t::Bar { allowed: month.allowed, blocked: month.blocked, span: &month.span }.text(locale)
    };
    let inner = format!(
        "<title id=\"chart-title\">{}</title><desc id=\"chart-text\">{}</desc>{}",
        escape(title),
        escape(&text),
        columns(&months, said)
    );
    let tall = (height(months.len()), bars(&months));
    view! {
        <div class="ch">
            <div class="legrow">
                <h3>{t::per_month(locale)}</h3>
                <ul class="legend" role="list">
                    <li><svg class="chart" viewBox="0 0 14 14" aria-hidden="true" inner_html=OK></svg>{t::allowed(locale)}</li>
                    <li><svg class="chart" viewBox="0 0 14 14" aria-hidden="true" inner_html=NO></svg>{t::blocked_number(locale)}</li>
                </ul>
            </div>
            <svg class="chart wide-chart" viewBox="0 0 760 220" role="img" aria-labelledby="chart-title chart-text"
                inner_html=inner></svg>
            <svg class="chart tall" viewBox=format!("0 0 326 {}", tall.0) role="img" aria-label=format!("{title}. {text}")
                inner_html=tall.1></svg>
            <details class="figs">
                <summary><Icon of=Glyph::Right/>{t::as_table(locale)}</summary>
                <table class="table">
                    <thead><tr>
                        <th scope="col">{t::month(locale)}</th>
                        <th scope="col" class="num">{t::allowed(locale)}</th>
                        <th scope="col" class="num">{t::blocked(locale)}</th>
                    </tr></thead>
                    <tbody>{months.into_iter().map(|month| view! {
                        <tr><th scope="row">{month.span}</th><td class="num">{month.allowed}</td><td class="num">{month.blocked}</td></tr>
                    }.into_any()).collect::<Vec<_>>()}</tbody>
                </table>
            </details>
        </div>
    }
}

const OK: &str = r#"<rect class="ok" width="14" height="14" rx="2"/>"#;
const NO: &str =
    r#"<rect class="no" width="14" height="14" rx="2"/><path class="hatch" d="M2 14L14 2M-4 10L6 0M8 18l10-10"/>"#;

fn bounds(values: impl Iterator<Item = u64> + Clone) -> (u64, u64) {
    (values.clone().min().unwrap_or(0), values.max().unwrap_or(0))
}

/// Scale lines from 0 to at least `most`: at most four steps of 1, 2 or 5 times a power of ten.
fn scale(most: u64) -> Vec<u64> {
    let steps = (0..19).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u64.pow(power)));
    let step = steps.into_iter().find(|step| most.div_ceil(*step) <= 4).unwrap_or(u64::MAX / 4);
    (0..=most.div_ceil(step).max(1)).map(|n| n * step).collect()
}

/// Length of a bar if `whole` has `length`. At least 1, so that one use is visible next to a million.
#[expect(clippy::cast_precision_loss, reason = "a drawing")]
fn part(value: u64, whole: u64, length: f64) -> f64 {
    if value == 0 { 0.0 } else { (value as f64 / whole.max(1) as f64 * length).max(1.0) }
}

fn pattern(id: &str) -> String {
    format!(
        "<defs><pattern id=\"{id}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
         <rect class=\"gap\" width=\"2\" height=\"6\"/></pattern></defs>"
    )
}

fn hatched(out: &mut String, id: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
    for paint in ["class=\"no\"".to_owned(), format!("fill=\"url(#{id})\"")] {
        // Writing into a `String` cannot fail.
        let _ = write!(out, "<rect {paint} x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>");
    }
}

/// Column chart with a scale.
fn columns(months: &[RehearsedMonth], said: impl Fn(&RehearsedMonth) -> String) -> String {
    const GROUND: f64 = 176.0;
    const HIGH: f64 = 150.0;
    let lines = scale(months.iter().map(|month| month.allowed + month.blocked).max().unwrap_or(0));
    let top = lines.last().copied().unwrap_or(1);
    #[expect(clippy::cast_precision_loss, reason = "a drawing")]
    let left = (top.to_string().len() as f64 * 7.5 + 12.0).max(40.0);
    #[expect(clippy::cast_precision_loss, reason = "a drawing")]
    let slot = (760.0 - left) / months.len().max(1) as f64;
    let wide = (slot * 0.65).min(48.0);
    let mut out = pattern("hatch");
    for line in lines {
        let y = GROUND - part(line, top, HIGH);
        let (text, edge) = (y + 4.0, left - 8.0);
        let _ = write!(
            out,
            "<line class=\"grid\" x1=\"{left:.0}\" x2=\"760\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
             <text x=\"{edge:.0}\" y=\"{text:.1}\" text-anchor=\"end\">{line}</text>"
        );
    }
    let mut x = left + (slot - wide) / 2.0;
    for (n, month) in months.iter().enumerate() {
        let middle = x + wide / 2.0;
        let (ok, no) = (part(month.allowed, top, HIGH), part(month.blocked, top, HIGH));
        let _ = write!(out, "<g><title>{}</title>", escape(&said(month)));
        if ok > 0.0 {
            let y = GROUND - ok;
            let _ =
                write!(out, "<rect class=\"ok\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{ok:.1}\"/>");
        }
        if no > 0.0 {
            // Gap between the two parts, if both exist.
            let y = GROUND - ok - no - if ok > 0.0 { 2.0 } else { 0.0 };
            hatched(&mut out, "hatch", (x, y), (wide, no));
            let text = y - 6.0;
            let _ = write!(
                out,
                "<text class=\"strong\" x=\"{middle:.1}\" y=\"{text:.1}\" text-anchor=\"middle\">{}</text>",
                month.blocked
            );
        }
        let _ =
            write!(out, "<text x=\"{middle:.1}\" y=\"194\" text-anchor=\"middle\">{}</text></g>", escape(&month.name));
        if begins_year(months, n) {
            let _ = write!(out, "<text x=\"{middle:.1}\" y=\"211\" text-anchor=\"middle\">{}</text>", month.year);
        }
        x += slot;
    }
    out
}

/// True if the label of this month includes the year.
fn begins_year(months: &[RehearsedMonth], n: usize) -> bool {
    n == 0 || months[n].year != months[n - 1].year
}

fn height(months: usize) -> usize {
    months * 24
}

/// Bar chart, one line per month.
fn bars(months: &[RehearsedMonth]) -> String {
    const LEFT: f64 = 54.0;
    let whole = months.iter().map(|month| month.allowed + month.blocked).max().unwrap_or(0);
    // Leaves room for the longest number behind the longest bar.
    let digits = months.iter().map(|month| month.blocked).max().unwrap_or(0).to_string().len();
    #[expect(clippy::cast_precision_loss, reason = "a drawing")]
    let long = 326.0 - LEFT - 10.0 - digits as f64 * 8.0;
    let mut out = pattern("hatch-tall");
    for (n, month) in months.iter().enumerate() {
        let y = height(n);
        let year = if begins_year(months, n) { format!(" ’{:02}", month.year % 100) } else { String::new() };
        let _ = write!(out, "<text x=\"0\" y=\"{}\">{}{year}</text>", y + 15, escape(&month.name));
        let (ok, no) = (part(month.allowed, whole, long), part(month.blocked, whole, long));
        if ok > 0.0 {
            let _ = write!(out, "<rect class=\"ok\" x=\"{LEFT}\" y=\"{}\" width=\"{ok:.1}\" height=\"15\"/>", y + 3);
        }
        if no > 0.0 {
            let x = LEFT + ok + if ok > 0.0 { 2.0 } else { 0.0 };
            #[expect(clippy::cast_precision_loss, reason = "a drawing")]
            hatched(&mut out, "hatch-tall", (x, y as f64 + 3.0), (no, 15.0));
            let (end, text) = (x + no + 5.0, y + 15);
            let _ = write!(out, "<text class=\"strong\" x=\"{end:.1}\" y=\"{text}\">{}</text>", month.blocked);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(allowed: u64, blocked: u64, year: i16) -> RehearsedMonth {
        RehearsedMonth { name: "Nov".into(), year, span: "1 < 2".into(), allowed, blocked }
    }

    #[test]
    fn a_scale_holds_its_values_in_few_steps() {
        assert_eq!(scale(294), [0, 100, 200, 300]);
        assert_eq!(scale(1), [0, 1]);
        assert_eq!(scale(0), [0, 1]);
        assert_eq!(scale(4), [0, 1, 2, 3, 4]);
        assert_eq!(scale(5), [0, 2, 4, 6]);
        for most in (0..2000).chain([76_923, 1_000_000, u64::from(u32::MAX)]) {
            let lines = scale(most);
            assert!((2..=5).contains(&lines.len()) && lines.last().unwrap() >= &most, "{most}: {lines:?}");
        }
    }

    #[test]
    fn heights_are_in_proportion_and_one_is_seen_beside_a_million() {
        let drawn = columns(&[month(100, 50, 2025), month(0, 0, 2025), month(1_000_000, 1, 2026)], |m| m.span.clone());
        // The scale ends at 1,500,000 with a height of 150.
        assert!(drawn.contains("height=\"100.0\"") && drawn.contains("height=\"1.0\""), "{drawn}");
        assert_eq!(
            drawn.matches("class=\"strong\"").count(),
            2,
            "nothing is written where nothing is blocked: {drawn}"
        );
        assert_eq!((drawn.matches(">2025<").count(), drawn.matches(">2026<").count()), (1, 1));
        assert!(drawn.contains("<title>1 &lt; 2</title>"));
    }

    #[test]
    fn bars_stay_within_their_frame() {
        let drawn = bars(&[month(10, 5, 2025), month(0, 900_000, 2026)]);
        let last = drawn.rsplit("class=\"strong\" x=\"").next().unwrap();
        let end: f64 = last.split('"').next().unwrap().parse().unwrap();
        assert!(end + 6.0 * 8.0 <= 326.0, "the number of the longest bar ends at {}", end + 48.0);
        assert!(drawn.contains("Nov ’25") && drawn.contains("Nov ’26"));
    }
}
