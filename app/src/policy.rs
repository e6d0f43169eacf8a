//! What a page may load and where its forms may lead, as the browser is told (Content Security Policy Level 3).

use axum::http::{HeaderValue, header::CONTENT_SECURITY_POLICY};
use beckon_domain::Domain;
use leptos::nonce::use_nonce;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// Tells the policy with the page: scripts are ours or carry the page's nonce, forms lead to us or, by the redirect of
/// **Play course**, to the content origin. Letters that are shown bring styles of their own.
pub(crate) fn tell() {
    let (Some(response), Some(nonce), Some(domain)) = (
        use_context::<ResponseOptions>(),
        use_nonce(),
        use_context::<Domain>(),
    ) else {
        return;
    };
    let courses = &domain.settings().content_url;
    let policy = format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data: https:; object-src 'none'; base-uri 'none'; form-action 'self' {courses}; \
         frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}
