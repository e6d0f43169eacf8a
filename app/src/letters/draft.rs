use super::editing::{Change, Edited, edited};
use beckon_model::invitation::LetterText;
use beckon_model::template::Template;
use leptos::html::{Input, Textarea};
use leptos::prelude::*;

/// A letter being written: its words, and the fields they stand in.
#[derive(Clone, Copy)]
pub struct Draft {
    pub subject: RwSignal<String>,
    pub body: RwSignal<String>,
    pub(super) subject_field: NodeRef<Input>,
    pub(super) body_field: NodeRef<Textarea>,
    /// Whether the cursor was in the subject last.
    pub(super) in_subject: RwSignal<bool>,
    /// The words that were filled in, until they are changed by hand.
    filled: RwSignal<LetterText>,
}

impl Draft {
    /// Takes the words that stand in the fields at first.
    pub fn new(first: LetterText) -> Self {
        let draft = Self {
            subject: RwSignal::new(first.subject.clone()),
            body: RwSignal::new(first.body.clone()),
            subject_field: NodeRef::new(),
            body_field: NodeRef::new(),
            in_subject: RwSignal::new(false),
            filled: RwSignal::new(first),
        };
        // What was typed before the browser took over.
        Effect::new(move |_| {
            if let Some(field) = draft.subject_field.get() {
                draft.subject.set(field.value());
            }
            if let Some(field) = draft.body_field.get() {
                draft.body.set(field.value());
            }
        });
        draft
    }

    /// Whether something was written that is found nowhere else.
    pub(super) fn touched(self) -> bool {
        let filled = self.filled.get_untracked();
        self.subject.get_untracked() != filled.subject || self.body.get_untracked() != filled.body
    }

    /// Puts other words in place of all that stands there.
    pub(super) fn fill(self, text: LetterText) {
        if let Some(field) = self.subject_field.get_untracked() {
            field.set_value(&text.subject);
        }
        if let Some(field) = self.body_field.get_untracked() {
            field.set_value(&text.body);
        }
        self.subject.set(text.subject.clone());
        self.body.set(text.body.clone());
        self.filled.set(text);
    }

    /// Changes the text at the cursor; placeholders go where it was last, all else into the body.
    pub(super) fn edit(self, change: Change) {
        if self.in_subject.get_untracked() && matches!(change, Change::Put(_)) {
            self.edit_subject(change);
        } else {
            self.edit_body(change);
        }
    }

    fn edit_subject(self, change: Change) {
        let Some(field) = self.subject_field.get_untracked() else {
            return;
        };
        let (start, end) = (field.selection_start(), field.selection_end());
        let new = edited(&field.value(), (at(start), at(end)), change);
        field.set_value(&new.text);
        let _ = field.focus();
        let _ = field.set_selection_range(new.from, new.to);
        self.subject.set(new.text);
    }

    fn edit_body(self, change: Change) {
        let Some(field) = self.body_field.get_untracked() else {
            return;
        };
        let (start, end) = (field.selection_start(), field.selection_end());
        let Edited { text, from, to } = edited(&field.value(), (at(start), at(end)), change);
        field.set_value(&text);
        let _ = field.focus();
        let _ = field.set_selection_range(from, to);
        self.body.set(text);
    }

    /// Puts one text in place of another wherever it stands.
    pub(super) fn replace(self, written: &str, right: &str) {
        let text = LetterText {
            subject: self.subject.get_untracked().replace(written, right),
            body: self.body.get_untracked().replace(written, right),
        };
        if let Some(field) = self.subject_field.get_untracked() {
            field.set_value(&text.subject);
        }
        if let Some(field) = self.body_field.get_untracked() {
            field.set_value(&text.body);
        }
        self.subject.set(text.subject);
        self.body.set(text.body);
    }
}

fn at<E>(position: Result<Option<u32>, E>) -> u32 {
    position.ok().flatten().unwrap_or(0)
}

/// The letter of this id among the templates, or the one given.
pub fn chosen(id: Option<&str>, templates: &[Template], otherwise: &LetterText) -> LetterText {
    id.and_then(|id| templates.iter().find(|template| template.id.0 == id))
        .map_or_else(|| otherwise.clone(), |template| template.text.clone())
}
