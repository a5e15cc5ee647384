//! Parses the account in the URL, `?account=acc_…`. Pages, forms and exports share this parser, so that they always act
//! on the same account.

use super::context::{self, RequestContext};
use app::AppError;
use axum::{
    extract::Request,
    http::Uri,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use esecure::id::AccountId;
use url::form_urlencoded;

/// Returns the account in the URL, if any.
///
/// # Errors
/// [`AppError::NotFound`] for an invalid ID, and for more than one `account` parameter.
pub(super) fn chosen(uri: &Uri) -> Result<Option<AccountId>, AppError> {
    let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let mut named = query.filter(|(name, _)| name == "account");
    match (named.next(), named.next()) {
        (None, _) => Ok(None),
        (Some((_, id)), None) => AccountId::parse(&id).map(Some).ok_or(AppError::NotFound),
        (Some(_), Some(_)) => Err(AppError::NotFound),
    }
}

/// Middleware that answers 404 if the URL has an invalid account, before any page is rendered or form is handled.
pub(super) async fn refuse_unreadable(request: Request, next: Next) -> Response {
    match chosen(request.uri()) {
        Ok(_) => next.run(request).await,
        Err(error) => {
            let context = request.extensions().get::<RequestContext>().cloned().unwrap_or_default();
            context::problem_page(&context.reader(context.locale), error).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::routes;

    #[test]
    fn account_is_read_once_and_whole() {
        let id = AccountId::from_bytes([7; 16]);
        let read = |query: &str| chosen(&query.parse().unwrap());
        assert_eq!(read(routes::SETUP).unwrap(), None);
        assert_eq!(read("/esecure?done=on").unwrap(), None);
        assert_eq!(read(&format!("/esecure?done=on&account={id}")).unwrap(), Some(id.clone()));
        let encoded = id.to_string().replace('_', "%5F");
        assert_eq!(read(&format!("/esecure?account={encoded}")).unwrap(), Some(id.clone()));
        for query in ["account=", "account=1", "account", "%61ccount=x", &format!("account={id}&account={id}")] {
            assert!(read(&format!("/esecure?{query}")).is_err(), "{query}");
        }
    }
}
