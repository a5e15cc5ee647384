//! Frame around every page: the portal bar, the section navigation, and the signed-in viewer.

mod account_page;
mod api;
pub mod dto;
mod failed;
mod header;
#[cfg(feature = "hydrate")]
mod history;
mod live;
mod open_counts;
pub mod palette;
mod selected_account;
pub mod server_redirect;
mod sidebar;
mod tab_bar;

#[cfg(feature = "hydrate")]
pub use account_page::prefetch;
pub use account_page::{
    AccountField, ChangesBar, List, PageData, PageUrl, QueryForm, account_page, account_url, follow_changes, page_data,
    prefetched_or,
};
pub use api::{CheckAdministrator, GetViewer, check_administrator, get_viewer};
#[cfg(feature = "ssr")]
pub use api::{seat, seats};
pub use failed::Failed;
#[cfg(feature = "hydrate")]
pub use history::{address_bar, keep, remember_pages};
pub use live::{ConnectionState, Live, live};
pub use open_counts::counts;
pub use selected_account::{SelectedAccount, selected_account};

use crate::{
    AppError,
    ui::{flash, locale},
    wire::Resource,
};
use dto::Viewer;
use failed::Ended;
use header::Header;
use i18n::common as t;
use leptos::prelude::*;
use leptos_router::components::Outlet;
use palette::Palette;
use sidebar::Sidebar;
use tab_bar::TabBar;

/// Signed-in viewer for every page; `None` after the session has ended. Refetch the resource after commands that change
/// the counts.
pub type Viewers = Resource<Result<Option<Viewer>, AppError>>;

/// Returns the viewer resource from the application's context.
pub fn viewers() -> Viewers {
    expect_context::<Viewers>()
}

/// On the server pages have no history.
#[cfg(not(feature = "hydrate"))]
pub fn keep<T>(_: &'static str, _: RwSignal<T>) {}

/// Renders the skip link. `rel="external"` bypasses the router, which would not move the focus.
#[component]
fn Skip() -> impl IntoView {
    view! { <a class="skip" href="#main" rel="external">{t::skip(locale())}</a> }
}

/// Frame of the portal's own pages: the bar, and the page below it.
#[component]
pub fn PortalFrame() -> impl IntoView {
    selected_account::provide();
    flash().forget_when_left();
    view! {
        <Skip/>
        <Header section=false/>
        <main class="main alone" id="main" tabindex="-1"><Outlet/></main>
        <Palette/>
    }
}

/// Frame of the pages under *eSecure*: the bar, and the section navigation at the side or at the bottom.
#[component]
pub fn Frame() -> impl IntoView {
    selected_account::provide();
    flash().forget_when_left();
    let live = live::provide();
    open_counts::provide(live);
    view! {
        <Skip/>
        <Header section=true/>
        <div class="frame">
            <Sidebar/>
            <main class="main" id="main" tabindex="-1"><Ended live/><Outlet/></main>
        </div>
        <TabBar/>
        <Palette/>
    }
}
