//! Who is invited privately: lists as people bring them, and what happens to whoever was invited before.

use crate::registration::Progress;
use crate::{InvitationId, LearnerId, Millis};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What happens to someone who was invited to the course before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Duplicate {
    /// A new invitation with a new registration.
    CreateNew,
    /// An e-mail that leads to the registration there is.
    SendExisting,
    /// An e-mail, and a new instance of the registration there is.
    InstanceExisting,
    /// Nothing.
    Fail,
}

impl Duplicate {
    /// In the order in which they are offered.
    pub const ALL: [Self; 4] = [
        Self::CreateNew,
        Self::SendExisting,
        Self::InstanceExisting,
        Self::Fail,
    ];

    /// As forms and programs write it, `CREATE_NEW`.
    pub fn code(self) -> &'static str {
        match self {
            Self::CreateNew => "CREATE_NEW",
            Self::SendExisting => "SEND_EXISTING",
            Self::InstanceExisting => "INSTANCE_EXISTING",
            Self::Fail => "FAIL",
        }
    }

    /// Reads what [`Duplicate::code`] writes.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }

    /// As a screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::CreateNew => "Send a new invitation",
            Self::SendExisting => "Resend",
            Self::InstanceExisting => "Start over",
            Self::Fail => "Skip",
        }
    }

    /// What it does, in one sentence.
    pub fn explained(self) -> &'static str {
        match self {
            Self::CreateNew => "A new registration beside the old one, which stays as it is.",
            Self::SendExisting => "No new registration: the link leads on to what was done so far.",
            Self::InstanceExisting => {
                "The same registration begins anew; what was done so far is kept as an earlier attempt."
            }
            Self::Fail => "Nothing is sent and nothing changes.",
        }
    }

    /// Whether it can be done to someone who is in this very invitation already.
    pub fn fits(self, here: bool) -> bool {
        !(here && self == Self::CreateNew)
    }
}

/// What happens to a person when the form is sent, in words. Takes whether he was invited before, what was chosen for
/// that case, and whether e-mails are sent at all.
pub fn fate(known: bool, choice: Option<Duplicate>, mailed: bool) -> &'static str {
    match (known, choice, mailed) {
        (false, _, true) => "A registration and an e-mail",
        (false, _, false) => "A registration and a link",
        (true, None, _) => "To be chosen",
        (true, Some(Duplicate::CreateNew), true) => "A new registration and an e-mail",
        (true, Some(Duplicate::CreateNew), false) => "A new registration and a link",
        (true, Some(Duplicate::SendExisting), true) => "An e-mail to go on where he or she is",
        (true, Some(Duplicate::SendExisting), false) => "A link to go on where he or she is",
        (true, Some(Duplicate::InstanceExisting), true) => "An e-mail, and a new beginning",
        (true, Some(Duplicate::InstanceExisting), false) => "A link, and a new beginning",
        (true, Some(Duplicate::Fail), _) => "Skipped",
    }
}

/// What was chosen for people invited before.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Choices {
    /// For everyone without a choice of his own.
    pub all: Option<Duplicate>,
    /// One by one.
    pub each: BTreeMap<LearnerId, Duplicate>,
}

impl Choices {
    /// What was chosen for a learner; `None` if nothing that can be done was.
    pub fn of(&self, learner: &LearnerId, here: bool) -> Option<Duplicate> {
        let chosen = self.each.get(learner).copied().or(self.all);
        chosen.filter(|choice| choice.fits(here))
    }
}

/// The part of a form that says who is invited. Forms name its fields `people[key]`, `people[earlier][]`,
/// `people[each][of-LEARNER]` and so on.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PeopleForm {
    /// Made when the page was drawn: what is sent twice under one key is done once. It also names the file that was
    /// sent before. Empty where nothing is to be remembered.
    pub key: String,
    /// As pasted.
    pub addresses: String,
    /// Numbers of the columns of the file; empty to guess, `-` for none.
    pub email_column: String,
    pub name_column: String,
    pub first_column: String,
    pub last_column: String,
    /// Leave out the rows of the file that can't be read.
    pub leave_out: bool,
    /// Forget the file.
    pub without_file: bool,
    /// What people invited before are searched by.
    pub find: String,
    /// Chosen among them.
    pub earlier: Vec<LearnerId>,
    /// A code of [`Duplicate`], or empty.
    pub all: String,
    /// The same for each learner, under [`PeopleForm::one`].
    pub each: BTreeMap<String, String>,
    /// Make the links and send no e-mail.
    pub hand_out: bool,
}

impl PeopleForm {
    /// What a form holds whose fields come one by one; what is not about people is left alone.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            let Some(name) = name
                .strip_prefix("people[")
                .and_then(|n| n.strip_suffix(']'))
            else {
                continue;
            };
            let text = value.to_owned();
            match name {
                "key" => form.key = text,
                "addresses" => form.addresses = text,
                "email_column" => form.email_column = text,
                "name_column" => form.name_column = text,
                "first_column" => form.first_column = text,
                "last_column" => form.last_column = text,
                "leave_out" => form.leave_out = value == "true",
                "without_file" => form.without_file = value == "true",
                "find" => form.find = text,
                "earlier][" => form.earlier.push(text.into()),
                "all" => form.all = text,
                "hand_out" => form.hand_out = value == "true",
                other => {
                    if let Some(learner) = other.strip_prefix("each][") {
                        form.each.insert(learner.to_owned(), text);
                    }
                }
            }
        }
        form
    }

    /// Under what the choice for one learner stands. It begins with letters, for a name in brackets that begins with a
    /// digit is read as a place in a list.
    pub fn one(learner: &LearnerId) -> String {
        format!("of-{learner}")
    }

    /// Forgets what was chosen for the columns of the last file: another one has others.
    pub fn take_file(&mut self) {
        for column in [
            &mut self.email_column,
            &mut self.name_column,
            &mut self.first_column,
            &mut self.last_column,
        ] {
            column.clear();
        }
        self.without_file = false;
    }

    /// What was chosen for people invited before.
    pub fn choices(&self) -> Choices {
        let each = self.each.iter().filter_map(|(one, code)| {
            let learner = one.strip_prefix("of-")?;
            Some((LearnerId::from(learner), Duplicate::parse(code)?))
        });
        Choices {
            all: Duplicate::parse(&self.all),
            each: each.collect(),
        }
    }
}

/// Which column of a file holds what, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Columns {
    pub email: Option<usize>,
    pub name: Option<usize>,
    pub first: Option<usize>,
    pub last: Option<usize>,
}

/// A row that can't be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowError {
    /// As a spreadsheet counts, from 1, the titles included.
    pub row: usize,
    /// What is wrong with it, as a sentence.
    pub why: String,
}

/// A file of people as it was understood.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileReading {
    pub file_name: String,
    /// The title of each column; "Column 1" and so on where the file has none.
    pub titles: Vec<String>,
    /// The first rows under the titles.
    pub first_rows: Vec<Vec<String>>,
    pub columns: Columns,
    /// How many people could be read, each once.
    pub people: usize,
    /// How many rows name someone once more.
    pub repeated: usize,
    /// The first rows that can't be read.
    pub errors: Vec<RowError>,
    /// How many can't be read in all.
    pub wrong: usize,
}

/// Someone whom this instructor invited before, to any course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    pub learner: LearnerId,
    pub name: String,
    pub email: String,
    pub last_invited: Millis,
}

/// How far someone is who was invited to this course before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Known {
    pub learner: LearnerId,
    pub progress: Progress,
    /// 0–100, if the course reported one.
    pub score: Option<f64>,
    pub since: Millis,
    pub last_activity: Option<Millis>,
    /// Came by a public invitation.
    pub public: bool,
    /// Is in this very invitation.
    pub here: bool,
}

/// One person of a list before it is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonRow {
    pub email: String,
    /// As the list has it, or as we know it.
    pub name: String,
    pub known: Option<Known>,
    pub choice: Option<Duplicate>,
}

/// What a list comes to before it is sent.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Preflight {
    /// How many have not been invited to this course.
    pub new: usize,
    /// How many have.
    pub already: usize,
    /// How many of those have started, and how many are through.
    pub started: usize,
    pub completed: usize,
    /// How many were invited before and have nothing chosen for them.
    pub undecided: usize,
    /// Those without a choice first, then who was invited before, then who is new; not all of a long list.
    pub people: Vec<PersonRow>,
    /// Whether e-mails are sent.
    pub mailed: bool,
}

impl Preflight {
    /// How many people in all.
    pub fn total(&self) -> usize {
        self.new + self.already
    }
}

/// A form about people as the server understands it, for its page to show.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Checked {
    pub file: Option<FileReading>,
    /// What of the pasted addresses can't be read, and how many were named twice.
    pub unreadable: Vec<String>,
    pub repeated: usize,
    /// Chosen among people invited before.
    pub chosen: Vec<Earlier>,
    /// Who fits what is searched by, chosen or not.
    pub found: Vec<Earlier>,
    /// There were more than are shown.
    pub more_found: bool,
    pub preflight: Preflight,
}

/// What came of inviting people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Invited {
    /// Done; the invitation that holds them.
    Done(InvitationId),
    /// Nothing was done yet: some were invited before, and what happens to them must be chosen.
    Choose(Preflight),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_written_as_programs_know_it() {
        for choice in Duplicate::ALL {
            assert_eq!(
                serde_json::to_value(choice).expect("json"),
                serde_json::json!(choice.code())
            );
            assert_eq!(Duplicate::parse(choice.code()), Some(choice));
        }
    }

    #[test]
    fn a_choice_of_ones_own_outranks_the_one_for_all() {
        let form = PeopleForm::from_pairs([
            ("people[all]", "SEND_EXISTING"),
            ("people[each][of-ada]", "FAIL"),
            ("people[each][of-bob]", ""),
            ("subject", "FAIL"),
        ]);
        let choices = form.choices();
        assert_eq!(choices.of(&"ada".into(), false), Some(Duplicate::Fail));
        assert_eq!(
            choices.of(&"bob".into(), false),
            Some(Duplicate::SendExisting)
        );
    }

    #[test]
    fn nobody_gets_a_second_registration_in_the_same_invitation() {
        let choices = Choices {
            all: Some(Duplicate::CreateNew),
            ..Choices::default()
        };
        assert_eq!(choices.of(&"ada".into(), true), None);
        assert_eq!(choices.of(&"ada".into(), false), Some(Duplicate::CreateNew));
    }

    #[test]
    fn fields_that_come_one_by_one_make_the_form() {
        let form = PeopleForm::from_pairs([
            ("people[key]", "k"),
            ("people[earlier][]", "ada"),
            ("people[earlier][]", "bob"),
            ("people[hand_out]", "true"),
            ("people[email_column]", "2"),
        ]);
        assert_eq!(
            form.earlier,
            [LearnerId::from("ada"), LearnerId::from("bob")]
        );
        assert_eq!(
            (form.key.as_str(), form.hand_out, form.email_column.as_str()),
            ("k", true, "2")
        );
    }
}
