//! Where to go after signing in: only ever a page of ours.

/// The path if it is one of ours, else the first page.
pub fn local(next: &str) -> &str {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.bytes().all(|byte| byte.is_ascii_graphic());
    if ours { next } else { "/" }
}

/// The page to sign in on, and come back from.
pub fn sign_in_url(next: &str) -> String {
    format!("/sign-in?next={}", encoded(local(next)))
}

/// The page that asks for the code mailed to an address.
#[cfg(any(feature = "ssr", test))]
pub fn code_url(email: &str, next: &str) -> String {
    format!(
        "/sign-in/code?email={}&next={}",
        encoded(email.trim()),
        encoded(local(next))
    )
}

/// A value for the query of an address (RFC 3986 section 2.3).
pub fn encoded(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_ours_are_followed() {
        assert_eq!(local("/i/abc?x=1"), "/i/abc?x=1");
        for elsewhere in ["", "https://x.org", "//x.org", "/\\x.org", "/\n/x", "i/abc"] {
            assert_eq!(local(elsewhere), "/", "{elsewhere:?}");
        }
    }

    #[test]
    fn an_address_survives_its_way_through_the_query() {
        let url = code_url("a+b@x.org", "/i/t");
        assert_eq!(url, "/sign-in/code?email=a%2Bb%40x.org&next=/i/t");
    }
}
