//! What stands around every page: the portal's bar, the section's navigation beside or below, and who is signed in.

mod api;
mod bar;
mod bottom;
mod chosen;
mod counts;
mod failed;
mod live;
mod side;

pub use api::{GetViewer, get_viewer};
#[cfg(feature = "ssr")]
pub use api::{seat, seats};
pub use chosen::{Chosen, at, chosen};
pub use counts::counts;
pub use failed::Failed;
pub use live::{Live, Stand, live};

use crate::{AppError, locales::common as t, ui::locale, view::Viewer, wire::Resource};
use bar::Bar;
use bottom::Bottom;
use failed::Ended;
use leptos::prelude::*;
use leptos_router::components::Outlet;
use side::Side;

/// Who is signed in, for every page: nobody where the session has ended. Refetch it after what changes its counts.
pub type Viewers = Resource<Result<Option<Viewer>, AppError>>;

/// The resource that the application holds.
pub fn viewers() -> Viewers {
    expect_context::<Viewers>()
}

/// The skip link; the router is kept out of it, because it would not move the focus.
#[component]
fn Skip() -> impl IntoView {
    view! { <a class="skip" href="#main" rel="external">{t::skip(locale())}</a> }
}

/// The frame of the portal's own pages: the bar, and the page below it.
#[cfg(feature = "ssr")]
#[component]
pub fn PortalFrame() -> impl IntoView {
    chosen::provide();
    view! {
        <Skip/>
        <Bar section=false/>
        <main class="main alone" id="main" tabindex="-1"><Outlet/></main>
    }
}

/// The frame of the pages under *eSecure*: the bar, and the section's navigation beside the page or below it.
#[component]
pub fn Frame() -> impl IntoView {
    chosen::provide();
    let live = live::provide();
    counts::provide(live);
    view! {
        <Skip/>
        <Bar section=true/>
        <div class="frame">
            <Side/>
            <main class="main" id="main" tabindex="-1"><Ended live/><Outlet/></main>
        </div>
        <Bottom/>
    }
}
