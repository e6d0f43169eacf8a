use leptos::prelude::*;

/// Rows under named columns; on a narrow screen each row becomes a card.
#[component]
pub fn Table(
    /// Said to those who can't see where the table stands.
    #[prop(into)]
    caption: String,
    columns: &'static [&'static str],
    children: Children,
) -> impl IntoView {
    let heads = columns
        .iter()
        .map(|name| view! { <th scope="col">{*name}</th> })
        .collect_view();
    view! {
        <div class="table">
            <table>
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

/// A cell that knows the name of its column, for the card.
#[component]
pub fn Cell(name: &'static str, children: Children) -> impl IntoView {
    view! {
        <td data-column=name>
            <div>{children()}</div>
        </td>
    }
}
