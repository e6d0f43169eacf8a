use super::api::{self, Delete};
use crate::error::{failure, overall};
use crate::trouble::shown;
use crate::ui::{
    Button, ButtonLink, Cell, Dialog, Empty, Failure, Look, Moment, PageHeader, Table, Waiting,
};
use beckon_model::LetterId;
use beckon_model::template::Template;
use leptos::prelude::*;

/// The letters that the instructor has kept.
#[component]
pub fn LettersPage() -> impl IntoView {
    let delete = ServerAction::<Delete>::new();
    let letters = Resource::new(move || delete.version().get(), |_| api::list());
    view! {
        <PageHeader
            title="Letter templates"
            lead="Letters to start invitations and reminders from. What was sent already keeps its words."
        >
            <ButtonLink href="/letters/new" look=Look::Primary>
                "Write a template"
            </ButtonLink>
        </PageHeader>
        <Failure message=overall(failure(delete)) />
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(letters.await, move |letters| list(letters, delete))
            })}
        </Transition>
    }
}

fn list(letters: Vec<Template>, delete: ServerAction<Delete>) -> AnyView {
    if letters.is_empty() {
        return view! {
            <Empty title="No template yet">
                <p>"Write one here, or save the letter of an invitation while you write it."</p>
            </Empty>
        }
        .into_any();
    }
    let rows = letters
        .into_iter()
        .map(|letter| {
            let name = letter.name.clone();
            let href = format!("/letters/{}", letter.id);
            view! {
                <tr>
                    <Cell name="Name">
                        <a class="row-link" href=href>
                            {name}
                        </a>
                    </Cell>
                    <Cell name="Subject">{letter.text.subject}</Cell>
                    <Cell name="Changed">
                        <Moment at=letter.updated_at />
                    </Cell>
                    <Cell name="Delete">
                        <DeleteIt id=letter.id name=letter.name delete />
                    </Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption="Letter templates" columns=&["Name", "Subject", "Changed", "Delete"]>
            {rows}
        </Table>
    }
    .into_any()
}

#[component]
fn DeleteIt(id: LetterId, name: String, delete: ServerAction<Delete>) -> impl IntoView {
    view! {
        <Dialog
            id=format!("delete-{id}")
            opener="Delete"
            title=format!("Delete the template “{name}”?")
        >
            <p>"Invitations and reminders that were written from it keep their words."</p>
            <ActionForm action=delete>
                <input type="hidden" name="id" value=id.0 />
                <Button look=Look::Danger busy=delete.pending()>
                    "Delete the template"
                </Button>
            </ActionForm>
        </Dialog>
    }
}
