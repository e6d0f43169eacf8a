//! A browser that goes before its page is drawn.

#[path = "http/site.rs"]
#[allow(dead_code)]
mod site;

use site::{Browser, Site};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

static PANICS: AtomicU32 = AtomicU32::new(0);

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_drawn_to_its_end_though_nobody_waits_for_it() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |told| {
        PANICS.fetch_add(1, Ordering::SeqCst);
        usual(told);
    }));
    let site = Site::open().await;
    site.instructor().await;
    let mut browser = Browser::of_instructor(&site).await;
    for round in 0..400 {
        let page = ["/", "/library", "/invitations"][round % 3];
        let patience = Duration::from_micros(40 * (round as u64 % 100));
        let _ = tokio::time::timeout(patience, browser.get(&site, page)).await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(PANICS.load(Ordering::SeqCst), 0);
}
