use beckon_model::account::PASSWORD_MIN;
use leptos::prelude::*;

/// Says how a password is coming along while it is typed. The server judges anew, also by a list of common ones.
#[component]
pub fn Strength(#[prop(into)] password: Signal<String>) -> impl IntoView {
    let judged = move || password.with(|text| judge(text));
    view! {
        <p class="strength" data-level=move || judged().0.to_string() role="status">
            <span class="strength__bar" aria-hidden="true"></span>
            <span>{move || judged().1}</span>
        </p>
    }
}

/// From 0 (nothing typed) to 3, and what to say.
fn judge(text: &str) -> (u8, String) {
    let length = text.chars().count();
    let mut distinct: Vec<char> = text.to_lowercase().chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    match (length, distinct.len()) {
        (0, _) => (0, String::new()),
        (n, _) if n < PASSWORD_MIN => (1, format!("{} more needed", PASSWORD_MIN - n)),
        (_, 0..=4) => (1, "Too much the same: mix it up".to_owned()),
        (n, d) if n >= 14 && d >= 8 => (3, "Strong".to_owned()),
        _ => (
            2,
            "Good. Longer is stronger: three or four words are hard to guess".to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_and_variety_make_a_password() {
        assert_eq!(judge("").0, 0);
        assert_eq!(judge("abc").1, "5 more needed");
        assert_eq!(judge("aaaaaaaaaaaa").0, 1);
        assert_eq!(judge("tide-lamp").0, 2);
        assert_eq!(judge("tide lamp orchard").0, 3);
    }
}
