//! Frame around every page: the portal bar, the section navigation, and the signed-in viewer.

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

/// Signed-in viewer for every page; `None` after the session has ended. Refetch the resource after commands that change
/// the counts.
pub type Viewers = Resource<Result<Option<Viewer>, AppError>>;

/// Returns the viewer resource from the application's context.
pub fn viewers() -> Viewers {
    expect_context::<Viewers>()
}

/// Renders the skip link. `rel="external"` bypasses the router, which would not move the focus.
#[component]
fn Skip() -> impl IntoView {
    view! { <a class="skip" href="#main" rel="external">{t::skip(locale())}</a> }
}

/// Frame of the portal's own pages: the bar, and the page below it.
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

/// Frame of the pages under *eSecure*: the bar, and the section navigation at the side or at the bottom.
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
